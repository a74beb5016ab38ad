import Provider, { type AdapterFactory, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import type { Applications } from '../../directory/application.ts';
import { introspectionPath, keySetPath, revocationPath, tokenPath, userInfoPath } from '../endpoints/paths.ts';
import type { GrantStore } from '../grant-store.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { grantAdapter } from './adapter.ts';
import { clientAdapter, compareSecretsWith, registrationMember } from './client.ts';
import { clientCredentialsGrant } from './client-credentials.ts';
import { clientCors } from './cors.ts';
import { shapeAnswer } from './shape-answer.ts';

export interface ProviderParts {
  readonly issuer: string;
  readonly applications: Applications;
  readonly grants: GrantStore;
  readonly signer: (now: number) => SigningKey;
  readonly now: () => number;
  /** Told of every fault of the server; the caller only learns that there was one. */
  readonly onFault: (error: unknown) => void;
}

/** Where the protocol's endpoints are, below the prefix. */
const routes = {
  authorization: '/connect/authorize',
  token: tokenPath,
  userinfo: userInfoPath,
  introspection: introspectionPath,
  revocation: revocationPath,
  end_session: '/connect/endsession',
  device_authorization: '/connect/deviceauthorization',
  jwks: keySetPath,
};

/**
 * The library that carries the protocol, set up as this server speaks it. It holds its keys from construction, the one
 * that signs first, so a rotation makes a new one; requests under way keep theirs.
 */
export function createProvider(parts: ProviderParts, keys: readonly SigningKey[]): Provider {
  const provider = new Provider(parts.issuer, configuration(parts, keys));
  compareSecretsWith(provider, parts.applications, parts.now);
  provider.registerGrantType('client_credentials', clientCredentialsGrant(parts), ['scope']);
  provider.on('server_error', (_ctx: KoaContextWithOIDC, error: Error) => parts.onFault(error));
  // The web framework below would print what reaches it, such as a connection that broke.
  provider.silent = true;
  provider.use(shapeAnswer(parts.onFault));
  provider.use(clientCors);
  return provider;
}

function configuration({ applications, grants, now }: ProviderParts, keys: readonly SigningKey[]): Configuration {
  const clients = clientAdapter(applications, now);
  const adapter: AdapterFactory = (model) => (model === 'Client' ? clients : grantAdapter(model, grants, now));
  return {
    adapter,
    routes,
    jwks: { keys: keys.map(privateJwk) },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    extraClientMetadata: { properties: [registrationMember] },
    // No browser signs in yet: no authorization request is answered, and no grant of a user exists.
    responseTypes: [],
    scopes: [],
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
  };
}

const privateJwk = ({ kid, privateKey }: SigningKey) => ({
  ...privateKey.export({ format: 'jwk' }),
  kid,
  alg: 'RS256',
  use: 'sig',
});
