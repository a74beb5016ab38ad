import { listResources } from '../../directory/api-resource/manage.ts';
import type { ApiResource } from '../../directory/api-resource.ts';
import type { Declaration } from '../../directory/application/declaration.ts';
import {
  createApplication,
  deleteApplication,
  isClientId,
  listApplications,
  loadApplication,
  updateApplication,
} from '../../directory/application/manage.ts';
import type { RegisteredApplication } from '../../directory/application/registry.ts';
import { deleteSecret, generateSecret } from '../../directory/application/secret.ts';
import { listCredentials } from '../../directory/federated-credential/manage.ts';
import { hostId } from '../../directory/organization.ts';
import type { Store } from '../../directory/store.ts';
import { GatehouseError } from '../../errors.ts';
import { boolean, dateTime, guid, type Infer, list, object, text } from '../../json/shape.ts';
import {
  dto,
  flag,
  int64Out,
  listOf,
  moment,
  nullable,
  optional,
  type Returned,
  string,
  uuid,
} from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { type Parameter, partition, recordId, recordNumber } from '../../operation/parameter.ts';
import { commandOf } from '../command.ts';
import { ExternalResource, toExternalResource } from './external-api-resource.ts';
import { partyAnswer, partyBody, readNewParty, readParty, toParty } from './external-client-party.ts';
import { FederatedCredentialDto, toFederatedCredential } from './federated-credential.ts';
import { readScopeType, scopeType } from './scope-type.ts';

const Secret = dto('ClientSecretDto', {
  id: int64Out,
  description: nullable(string),
  secret: nullable(string),
  creationTime: moment,
  expiryTime: nullable(moment),
});

const ExternalClient = dto('ExternalClientDto', {
  name: string,
  id: uuid,
  secret: nullable(string),
  isConfidential: flag,
  redirectUri: nullable(string),
  resources: listOf(ExternalResource),
  secrets: listOf(Secret),
  ...partyAnswer,
  federatedCredentials: optional(listOf(FederatedCredentialDto)),
});

const scopes = list(object('ExternalScopeCommand', { name: text(), type: scopeType }, { required: ['name'] }));
const CreateExternalClientCommand = object(
  'CreateExternalClientCommand',
  {
    partitionGlobalId: guid({ nullable: true }),
    name: text(),
    isConfidential: boolean(),
    redirectUri: text(),
    scopes,
    generateFirstSecret: boolean({ nullable: true }),
    ...partyBody,
  },
  { required: ['name'] },
);
const UpdateExternalClientCommand = object('UpdateExternalClientCommand', {
  name: text(),
  isConfidential: boolean({ nullable: true }),
  redirectUri: text(),
  scopes,
  ...partyBody,
});
const GenerateSecretCommand = object(
  'GenerateSecretCommand',
  {
    partitionGlobalId: guid({ nullable: true }),
    clientId: text(),
    description: text(),
    expiryTime: dateTime({ nullable: true }),
  },
  { required: ['clientId'] },
);

const tag = 'ExternalClient';
const readers = 'application.read';
const writers = 'application.write';
const secretKeepers = 'application.secret';
const partitionGlobalId = partition();
const one = '/api/ExternalClient/{partitionGlobalId}/{clientId}';

interface ExternalClientTools {
  readonly store: Store;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** External applications and their secrets. */
export function externalClientEndpoints(tools: ExternalClientTools): readonly Endpoint[] {
  const clientId = recordId('The application.', (id) => isClientId(tools.store, id));
  return [...reading(tools, clientId), ...writing(tools, clientId), ...secrets(tools, clientId)];
}

function reading({ store }: ExternalClientTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_GetAll',
      tag,
      summary: 'Lists the external applications of an organization',
      method: 'GET',
      path: '/api/ExternalClient/{partitionGlobalId}',
      access: readers,
      parameters: { partitionGlobalId },
      answer: { status: 200, shape: listOf(ExternalClient) },
      handle: async ({ permitted }) => {
        const resources = await listResources(store, permitted);
        const found = await listApplications(store, permitted);
        return found.map((application) => toDto(application, resources));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Get',
      tag,
      summary: 'Gets an external application',
      method: 'GET',
      path: one,
      access: readers,
      parameters: { partitionGlobalId, clientId },
      answer: { status: 200, shape: ExternalClient },
      handle: async ({ permitted, parameters }) => {
        const application = await loadApplication(store, permitted, parameters.clientId);
        const credentials = await listCredentials(store, permitted, application.id);
        const found = toDto(application, await listResources(store, permitted));
        return { ...found, federatedCredentials: credentials.map(toFederatedCredential) };
      },
    }),
  ];
}

function writing({ store, now }: ExternalClientTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_Create',
      tag,
      summary: 'Registers an external application',
      description:
        'The secret of a confidential application is in this answer and in no other. With generateFirstSecret false it has none, nor has one with keys, with which it proves itself.',
      method: 'POST',
      path: '/api/ExternalClient',
      access: writers,
      body: CreateExternalClientCommand,
      answer: { status: 201, shape: ExternalClient },
      handle: async (call) => {
        const { name, isConfidential, redirectUri, scopes: given, generateFirstSecret } = call.body;
        const withSecret = generateFirstSecret !== false;
        const declaration = {
          name: name ?? '',
          isConfidential,
          redirectUris: readUris(redirectUri ?? ''),
          scopes: readScopes(given ?? []),
          ...readNewParty(call.body),
        };
        const { application, secret } = await createApplication(store, commandOf(call, now), declaration, {
          withSecret,
        });
        return toDto(application, await listResources(store, call.permitted), secret);
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Update',
      tag,
      summary: 'Changes an external application',
      description:
        'Scopes, URIs and keys are replaced as a whole; what is absent stays. An empty text, list or set of keys takes away what was there.',
      method: 'PUT',
      path: one,
      access: writers,
      parameters: { partitionGlobalId, clientId },
      body: UpdateExternalClientCommand,
      answer: { status: 200, shape: ExternalClient },
      handle: async (call) => {
        const { name, isConfidential, redirectUri, scopes: given } = call.body;
        const application = await updateApplication(store, commandOf(call, now), call.parameters.clientId, {
          name: name ?? undefined,
          isConfidential: isConfidential ?? undefined,
          redirectUris: redirectUri === null ? undefined : readUris(redirectUri),
          scopes: given === null ? undefined : readScopes(given),
          ...readParty(call.body),
        });
        return toDto(application, await listResources(store, call.permitted));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_Delete',
      tag,
      summary: 'Deletes an external application',
      description: 'Its secrets, and everything issued to it, are worthless at once.',
      method: 'DELETE',
      path: one,
      access: writers,
      parameters: { partitionGlobalId, clientId },
      answer: { status: 204 },
      handle: async (call) => await deleteApplication(store, commandOf(call, now), call.parameters.clientId),
    }),
  ];
}

function secrets({ store, now }: ExternalClientTools, clientId: Parameter<string>): readonly Endpoint[] {
  return [
    describeEndpoint({
      operationId: 'ExternalClient_GenerateSecret',
      tag,
      summary: 'Makes one more secret for an application',
      description: 'The value is in this answer and in no other. The other secrets stay good.',
      method: 'POST',
      path: '/api/ExternalClient/GenerateSecret',
      access: secretKeepers,
      body: GenerateSecretCommand,
      answer: { status: 200, shape: Secret },
      handle: async (call) => {
        const { clientId: id, description, expiryTime } = call.body;
        if (!id) throw required('ClientId');
        const expiresAt = expiryTime === null ? null : Date.parse(expiryTime);
        return toSecret(await generateSecret(store, commandOf(call, now), id, { description, expiresAt }));
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_GenerateSecretByGet',
      tag,
      summary: 'Makes one more secret, as older clients ask for it: the answer is its value',
      method: 'GET',
      path: `${one}/GenerateSecret`,
      access: secretKeepers,
      parameters: { partitionGlobalId, clientId },
      answer: { status: 200, shape: string },
      refusals: ['Conflict'],
      handle: async (call) => {
        const wish = { description: null, expiresAt: null };
        return (await generateSecret(store, commandOf(call, now), call.parameters.clientId, wish)).secret;
      },
    }),
    describeEndpoint({
      operationId: 'ExternalClient_DeleteSecret',
      tag,
      summary: 'Deletes a secret of an application',
      method: 'DELETE',
      path: '/api/ExternalClient/{partitionGlobalId}/secrets/{secretId}',
      access: secretKeepers,
      parameters: { partitionGlobalId, secretId: recordNumber('The secret.') },
      answer: { status: 204 },
      handle: async (call) => await deleteSecret(store, commandOf(call, now), call.parameters.secretId),
    }),
  ];
}

/** Several stand in one text, separated by commas. */
const readUris = (given: string): readonly string[] => [
  ...new Set(
    given
      .split(',')
      .map((uri) => uri.trim())
      .filter(Boolean),
  ),
];

function readScopes(given: Infer<typeof scopes>): Declaration['scopes'] {
  return given.map((scope, index) => {
    if (!scope?.name) throw required(`Scopes[${index}].Name`);
    return { name: scope.name, type: readScopeType(scope.type, `Scopes[${index}].Type`) };
  });
}

const required = (key: string) => {
  const [, field = key] = /([A-Za-z]+)$/.exec(key) ?? [];
  return new GatehouseError({ code: 'ValidationFailed', errors: { [key]: [`The ${field} field is required.`] } });
};

function toDto(
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
    secrets: application.secrets.map((one) => toSecret({ ...one, secret: null })),
    ...toParty(application),
    federatedCredentials: undefined,
  };
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

const toSecret = (secret: RegisteredApplication['secrets'][number] & { readonly secret: string | null }) => ({
  id: secret.id,
  description: secret.description,
  secret: secret.secret,
  creationTime: secret.createdAt,
  expiryTime: secret.expiresAt,
});
