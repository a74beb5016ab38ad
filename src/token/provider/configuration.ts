import type { Adapter, AdapterFactory, Configuration } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { managementResource } from '../../directory/api-resource.ts';
import { cookieNames } from '../browser/cookies.ts';
import { sessionModel } from '../browser/session-payload.ts';
import { grantedResource } from '../issuers.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { clientAlgorithms } from '../jwt/algorithms.ts';
import { claimsOfScopes } from '../jwt/claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { createAccountFinder } from './account.ts';
import { grantAdapter } from './adapter.ts';
import { authorizationCodeAdapter, authorizationCodeModel } from './authorization-code.ts';
import { clientAdapter, registrationMember, registrationOf } from './client.ts';
import { createGrantLoader } from './consent.ts';
import { deviceCodeAdapter, deviceCodeModel } from './device-code.ts';
import { renderError } from './error-page.ts';
import { extraParameters } from './extra-parameters.ts';
import { createPageUrl, interactionAdapter } from './interaction.ts';
import { createInteractionPolicy } from './interaction-policy.ts';
import { resumeCookie } from './library-request.ts';
import { lifetimes, refreshTokens } from './lifetimes.ts';
import type { ProviderParts } from './provider-parts.ts';
import { currentRequester, modelsThatWait } from './requester.ts';
import { routes } from './routes.ts';
import { sessionAdapter } from './session.ts';
import { userScopes } from './user-scopes.ts';

/** The configuration of the library, with its keys, the one that signs first. */
export function configuration(parts: ProviderParts, keys: readonly SigningKey[]): Configuration {
  const { directory, grants, now } = parts;
  const granted = grantedResource(parts);
  const [signer] = keys;
  const { cookieScope } = parts;
  const { session } = cookieNames(cookieScope);
  const { isSecure: secure, path } = cookieScope;
  const cookie = { httpOnly: true, sameSite: 'lax', secure, signed: false, overwrite: true } as const;
  return {
    adapter: adapters(parts),
    routes,
    jwks: { keys: keys.map(privateJwk) },
    ...(signer === undefined ? {} : { clientDefaults: { id_token_signed_response_alg: signer.algorithm } }),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { dPoPSigningAlgValues: [...clientAlgorithms] },
    extraClientMetadata: { properties: [registrationMember] },
    extraParams: extraParameters(directory),
    responseTypes: ['code'],
    scopes: ['openid', 'offline_access'],
    claims: claimsOfScopes,
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: (_ctx, client) => !registrationOf(client).application.isConfidential },
    // The library only reads the session cookie; its other cookies never reach the browser.
    cookies: {
      names: { session, interaction: 'interaction', resume: resumeCookie },
      long: { ...cookie, path },
      short: cookie,
    },
    interactions: { policy: createInteractionPolicy(), url: createPageUrl(parts) },
    findAccount: createAccountFinder(directory),
    loadExistingGrant: createGrantLoader(parts, granted),
    renderError: renderError(parts),
    // A sign-out ends the session; an application keeps what it was granted for longer.
    expiresWithSession: async () => false,
    revokeGrantPolicy: () => true,
    ttl: lifetimes,
    ...refreshTokens(grants, now),
    features: {
      devInteractions: { enabled: false },
      deviceFlow: { enabled: true, mask: '****-****' },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      // One resource, with the scopes of the client: the library's own list has fixed names only.
      resourceIndicators: {
        enabled: true,
        defaultResource: () => granted,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => {
          if (resource !== granted) throw new errors.InvalidTarget();
          const scope = userScopes(registrationOf(client).scopes).join(' ');
          return {
            scope,
            audience: managementResource,
            accessTokenTTL: accessTokenSeconds,
            accessTokenFormat: 'opaque',
          };
        },
      },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
    },
  };
}

function adapters(parts: ProviderParts): AdapterFactory {
  const { directory, grants, now } = parts;
  const clients = clientAdapter(directory.applications, now);
  const sessions = sessionAdapter(parts);
  const interactions = interactionAdapter();
  const own: Readonly<Record<string, Adapter>> = {
    Client: clients,
    [authorizationCodeModel]: authorizationCodeAdapter(parts),
    [deviceCodeModel]: deviceCodeAdapter(parts),
    [sessionModel]: sessions,
    Interaction: interactions,
  };
  const waiting = (model: string) => grantAdapter(model, grants, now, { requester: currentRequester });
  return (model) => own[model] ?? (modelsThatWait.has(model) ? waiting(model) : grantAdapter(model, grants, now));
}

const privateJwk = ({ kid, algorithm, privateKey }: SigningKey) => ({
  ...privateKey.export({ format: 'jwk' }),
  kid,
  alg: algorithm,
  use: 'sig',
});
