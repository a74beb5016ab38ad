import type Provider from 'oidc-provider';
import type { AccessToken, KoaContextWithOIDC } from 'oidc-provider';
import { scopeNames } from '../../directory/scope.ts';
import { signUserToken, type UserTokenParts } from '../user-access-token.ts';
import { userOf } from './account.ts';
import { addToIdTokens, currentContext, makeAccessTokens } from './patches.ts';

export interface Issuing extends UserTokenParts {
  readonly now: () => number;
}

/** What the library has at hand of the code or token that is being exchanged. */
interface Source {
  readonly authTime?: number;
  readonly sessionUid?: string;
}

/** Has the library hand out access tokens of ours, which it neither makes nor remembers, and ID tokens that name users as they do. */
export function issueOwnTokens(provider: Provider, issuing: Issuing): void {
  makeAccessTokens(provider, (token) => sign(token, currentContext(), issuing));
  addToIdTokens(provider, (context) => {
    const { id, organizationId } = userOf(context.oidc.account);
    // The library's name of the user holds the organization too.
    return { sub: id, prt_id: organizationId, sid: sourceOf(context).sessionUid };
  });
}

async function sign(token: AccessToken, ctx: KoaContextWithOIDC, issuing: Issuing): Promise<string> {
  const at = issuing.now();
  const { authTime = Math.floor(at / 1000), sessionUid } = sourceOf(ctx);
  const { clientId = '', grantId, jkt: boundTo } = token;
  const scopes = scopeNames(token.scope);
  const granted = { user: userOf(ctx.oidc.account), clientId, scopes, authTime, grantId, sessionUid, boundTo };
  return await signUserToken(granted, issuing, at);
}

function sourceOf({ oidc }: KoaContextWithOIDC): Source {
  const { AuthorizationCode, DeviceCode, RefreshToken } = oidc.entities;
  return (AuthorizationCode ?? DeviceCode ?? RefreshToken ?? {}) as Source;
}
