import type { ApiResource } from '../../directory/api-resource.ts';
import type { RegisteredApplication } from '../../directory/application/registry.ts';
import { hostId } from '../../directory/organization.ts';
import {
  chosenId,
  dto,
  flag,
  int64Out,
  listOf,
  moment,
  nullable,
  optional,
  type Returned,
  string,
} from '../../operation/answer-shape.ts';
import { ExternalResource, toExternalResource } from './external-api-resource.ts';
import { partyAnswer, toParty } from './external-client-party.ts';
import { FederatedCredentialDto } from './federated-credential.ts';

export const ClientSecret = dto('ClientSecretDto', {
  id: int64Out,
  description: nullable(string),
  secret: nullable(string),
  creationTime: moment,
  expiryTime: nullable(moment),
});

export const ExternalClient = dto('ExternalClientDto', {
  name: string,
  id: chosenId,
  secret: nullable(string),
  isConfidential: flag,
  redirectUri: nullable(string),
  resources: listOf(ExternalResource),
  secrets: listOf(ClientSecret),
  ...partyAnswer,
  federatedCredentials: optional(listOf(FederatedCredentialDto)),
});

export function toExternalClient(
  application: RegisteredApplication,
  resources: readonly ApiResource[],
  secret: string | null = null,
): Returned<typeof ExternalClient> {
  const { name, id, isConfidential, redirectUris } = application;
  return {
    name,
    id,
    secret,
    isConfidential,
    redirectUri: redirectUris.length === 0 ? null : redirectUris.join(','),
    resources: grantedResources(application, resources),
    secrets: application.secrets.map((one) => toClientSecret({ ...one, secret: null })),
    ...toParty(application),
    federatedCredentials: undefined,
  };
}

export async function* asExternalClients(
  applications: AsyncIterable<RegisteredApplication>,
  resources: readonly ApiResource[],
): AsyncGenerator<Returned<typeof ExternalClient>> {
  for await (const application of applications) yield toExternalClient(application, resources);
}

/** The resources of which the application has scopes, with these scopes only, each with the type that was granted. */
function grantedResources({ scopes: granted }: RegisteredApplication, resources: readonly ApiResource[]) {
  const types = new Map(granted.map(({ name, type }) => [name, type]));
  const registered = resources.flatMap((resource) => {
    const own = resource.scopes.flatMap((scope) => {
      const type = types.get(scope.name);
      types.delete(scope.name); // A name that is registered twice is shown where it stands first.
      return type ? [{ ...scope, type }] : [];
    });
    return own.length === 0 ? [] : [toExternalResource({ ...resource, scopes: own })];
  });
  const others = [...types].map(([name, type]) => ({ name, type, displayName: name, description: null }));
  return others.length === 0 ? registered : [...registered, toExternalResource(unregistered(others))];
}

/** Where scopes are shown that an application has although no resource has them. */
const unregistered = (scopes: ApiResource['scopes']): ApiResource => ({
  ...{ organizationId: hostId, name: 'Unregistered', displayName: 'Unregistered', description: null },
  scopes,
});

export const toClientSecret = (
  secret: RegisteredApplication['secrets'][number] & { readonly secret: string | null },
) => ({
  id: secret.id,
  description: secret.description,
  secret: secret.secret,
  creationTime: secret.createdAt,
  expiryTime: secret.expiresAt,
});
