import { randomBytes } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Adapter, AdapterPayload, Client } from 'oidc-provider';
import { equalInConstantTime } from '../../constant-time.ts';
import {
  type Application,
  type ApplicationScope,
  type Applications,
  matchesSecret,
} from '../../directory/application.ts';
import { unknownApplication } from '../client/not-authenticated.ts';
import { noAdapter } from './adapter.ts';
import { acceptAnyRedirectUris, compareRedirectUris, compareSecrets } from './patches.ts';
import { isRegisteredUri } from './redirect-uri.ts';

/** What the directory knows about a client; a member of the library's `Client`. */
export interface Registration {
  readonly application: Application;
  readonly scopes: readonly ApplicationScope[];
}

/** The name of that member in the client metadata. */
export const registrationMember = 'registration';

export const registrationOf = (client: Client): Registration => client[registrationMember] as Registration;

/**
 * Reads the client from the directory with each request, so that a change by an administrator takes effect at once. One that
 * is not active is not found.
 */
export function clientAdapter(applications: Applications, now: () => number): Adapter {
  return {
    ...noAdapter,
    find: async (clientId) => {
      const application = await applications.findByClientId(clientId);
      if (!application?.isActive) return await spendAsMuch(applications, now);
      return clientMetadata({ application, scopes: await applications.scopes(application) });
    },
  };
}

/** Makes the library compare with the directory, and not with the client metadata. */
export function compareWithDirectory(provider: Provider): void {
  // The client is authenticated before the library is called.
  compareSecrets(provider, async (_client, secret) => equalInConstantTime(secret, verifiedSecret));
  compareRedirectUris(provider, (client, uri) => isRegisteredUri(registrationOf(client).application.redirectUris, uri));
  // The directory checks redirect URIs when they are registered.
  acceptAnyRedirectUris(provider);
}

/** The grant types that the library implements. What a client may do with them depends on its scopes and redirect URIs. */
const grantTypes = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];

function clientMetadata(registration: Registration): AdapterPayload {
  const { id, redirectUris } = registration.application;
  return {
    client_id: id,
    grant_types: [...grantTypes],
    response_types: redirectUris.length > 0 ? ['code'] : [],
    redirect_uris: [...redirectUris],
    ...authentication(registration.application),
    [registrationMember]: registration,
  };
}

function authentication({ isConfidential }: Application): AdapterPayload {
  if (!isConfidential) return { token_endpoint_auth_method: 'none' };
  return { token_endpoint_auth_method: 'client_secret_post', client_secret: unusableSecret };
}

/** The library requires a secret in clear, but the directory has hashes only. Nobody knows this one. */
const unusableSecret = randomBytes(32).toString('base64url');

/** Stands for a client's secret or assertion once that is verified. It never leaves the process. */
export const verifiedSecret = randomBytes(32).toString('base64url');

/** An unknown client costs as much as a known one, so that the time of the response does not reveal which ids exist. */
async function spendAsMuch(applications: Applications, now: () => number): Promise<undefined> {
  await applications.scopes(unknownApplication);
  matchesSecret(unusableSecret, await applications.secrets(unknownApplication), now());
}
