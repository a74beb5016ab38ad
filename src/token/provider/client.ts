import { randomBytes, timingSafeEqual } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Adapter, AdapterPayload, Client } from 'oidc-provider';
import {
  type Application,
  type ApplicationScope,
  type Applications,
  matchesSecret,
} from '../../directory/application.ts';
import { acceptAnyRedirectUris, compareRedirectUris, compareSecrets } from './patches.ts';
import { isRegisteredUri } from './redirect-uri.ts';

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

/** Has the library ask the directory where it would compare with what a client has registered with itself. */
export function compareWithDirectory(provider: Provider): void {
  // Who the client is was found out before the library was asked.
  compareSecrets(provider, async (_client, secret) => isVerifiedSecret(secret));
  compareRedirectUris(provider, (client, uri) => isRegisteredUri(registrationOf(client).application.redirectUris, uri));
  // Which URIs may be registered was decided when they were.
  acceptAnyRedirectUris(provider);
}

/** The grants that the library carries out. What a client may do with them its scopes and redirect URIs say. */
const grantTypes = ['authorization_code', 'refresh_token', 'password', 'urn:ietf:params:oauth:grant-type:device_code'];

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

/** The library insists on one secret in clear; the directory's hashes take its place. Nobody knows this one. */
const unusableSecret = randomBytes(32).toString('base64url');

/** Takes the place of a client's secret, or of what it has signed, once that is verified. It never leaves the process. */
export const verifiedSecret = randomBytes(32).toString('base64url');

function isVerifiedSecret(secret: string): boolean {
  const [given, right] = [Buffer.from(secret), Buffer.from(verifiedSecret)];
  return given.length === right.length && timingSafeEqual(given, right);
}

const nobody = { organizationId: '', id: '' } as Application;

/** An unknown client costs what a known one does, so that the time of the answer does not tell which ids exist. */
async function spendAsMuch(applications: Applications, now: () => number): Promise<undefined> {
  await applications.scopes(nobody);
  matchesSecret(unusableSecret, await applications.secrets(nobody), now());
}

async function readOnly(): Promise<never> {
  throw new Error('Applications are managed in the directory.');
}
