import type Provider from 'oidc-provider';
import type { AccessToken, KoaContextWithOIDC } from 'oidc-provider';
import { passwordAlone } from '../../directory/authentication.ts';
import { scopeNames } from '../../directory/scope.ts';
import { resolveTokenTarget } from '../jwt/audience.ts';
import { signInClaims } from '../jwt/id-token.ts';
import { signUserToken, type UserTokenParts } from '../jwt/user-access-token.ts';
import { type ExtendedGrant, userOfAccount } from './account.ts';
import type { LibraryRequest } from './library-request.ts';
import { addToIdTokens, currentContext, makeAccessTokens } from './patches.ts';

export interface IssuingParts extends UserTokenParts {
  readonly now: () => number;
}

/** The members of the code or token that is being exchanged. */
interface Source {
  readonly authTime?: number;
  readonly amr?: readonly string[];
  readonly sessionUid?: string;
  readonly scope?: string;
}

/** Makes the library issue access tokens of ours, which it does not store, and ID tokens with the same user claims. */
export function issueOwnTokens(provider: Provider, issuing: IssuingParts): void {
  // The access token of a request is made first; its ID token carries its hash.
  const accessTokens = new WeakMap<KoaContextWithOIDC, string>();
  makeAccessTokens(provider, async (token) => {
    const context = currentContext();
    const value = await signFor(token, context, issuing);
    accessTokens.set(context, value);
    return value;
  });
  addToIdTokens(provider, async (context) => {
    const user = userOfAccount(context.oidc.account);
    const { scope, ...facts } = sourceOf(context, issuing);
    const granted = { user, scopes: scopeNames(scope), ...facts };
    // The library computes the hash from the access token.
    return { ...(await signInClaims(granted, issuing.directory)), at_hash: accessTokens.get(context) };
  });
}

async function signFor(token: AccessToken, context: KoaContextWithOIDC, issuing: IssuingParts): Promise<string> {
  const { authTime, amr, sessionUid } = sourceOf(context, issuing);
  const { clientId = '', grantId, jkt: boundTo } = token;
  const user = userOfAccount(context.oidc.account);
  const { targets: granted } = (context.oidc.entities.Grant ?? {}) as ExtendedGrant;
  const { resources: asked } = context.req as LibraryRequest;
  const target = await resolveTokenTarget(issuing.directory, user.organizationId, scopeNames(token.scope), {
    asked,
    granted,
  });
  token.scope = target.scopes.join(' '); // The response has the same scope.
  return await signUserToken(
    { user, clientId, authTime, amr, grantId, sessionUid, boundTo },
    target,
    issuing,
    issuing.now(),
  );
}

function sourceOf({ oidc }: KoaContextWithOIDC, { now }: IssuingParts) {
  const { AuthorizationCode, DeviceCode, RefreshToken } = oidc.entities;
  const source = (AuthorizationCode ?? DeviceCode ?? RefreshToken ?? {}) as Source;
  const { scope, sessionUid, authTime = Math.floor(now() / 1000), amr = passwordAlone } = source;
  return { scope, sessionUid, authTime, amr };
}
