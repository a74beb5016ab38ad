import { randomBytes } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Adapter, AdapterPayload, Client } from 'oidc-provider';
import {
  type Application,
  type ApplicationScope,
  type Applications,
  matchesSecret,
} from '../../directory/application.ts';

/** What the directory says about a client, as it hangs on the library's `Client`. */
export interface Registration {
  readonly application: Application;
  readonly scopes: readonly ApplicationScope[];
}

/** The one member of the client metadata that the library does not know. */
export const registrationMember = 'registration';

export const registrationOf = (client: Client): Registration => client[registrationMember] as Registration;

/**
 * Every client is read from the directory anew at each request, so that whatever an administrator changes counts at
 * once. One that is not active is not found.
 */
export function clientAdapter(applications: Applications, now: () => number): Adapter {
  return {
    find: async (clientId) => {
      const application = await applications.findByClientId(clientId);
      if (!application?.isActive) return await spendAsMuch(applications, now);
      return clientMetadata({ application, scopes: await applications.scopes(application) });
    },
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    upsert: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
  };
}

/**
 * Compares the secret of a client with the stored hashes, of which there may be several; an expired one matches nothing.
 */
export function compareSecretsWith(provider: Provider, applications: Applications, now: () => number): void {
  provider.Client.prototype.compareClientSecret = async function (secret: string): Promise<boolean> {
    return matchesSecret(secret, await applications.secrets(registrationOf(this).application), now());
  };
}

function clientMetadata(registration: Registration): AdapterPayload {
  const { application } = registration;
  return {
    client_id: application.id,
    grant_types: ['client_credentials'],
    response_types: [],
    redirect_uris: [],
    token_endpoint_auth_method: application.isConfidential ? 'client_secret_post' : 'none',
    ...(application.isConfidential ? { client_secret: unusableSecret } : {}),
    [registrationMember]: registration,
  };
}

/** The library insists on one secret in clear; `compareSecretsWith` takes its place. Nobody knows this one. */
const unusableSecret = randomBytes(32).toString('base64url');

const nobody = { organizationId: '', id: '' } as Application;

/** An unknown client costs what a known one does, so that the time of the answer does not tell which ids exist. */
async function spendAsMuch(applications: Applications, now: () => number): Promise<undefined> {
  await applications.scopes(nobody);
  matchesSecret(unusableSecret, await applications.secrets(nobody), now());
}

async function readOnly(): Promise<never> {
  throw new Error('Applications are managed in the directory.');
}
