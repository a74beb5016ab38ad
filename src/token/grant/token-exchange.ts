import type { Tables } from '../../directory/store.ts';
import { type AuthenticationParts, authenticateToken } from '../bearer/authenticate.ts';
import { tokenRefused } from '../bearer/challenge.ts';
import { accessTokenSeconds, signAccessToken } from '../jwt/access-token.ts';
import { resolveTokenTarget } from '../jwt/audience.ts';
import { userClaims } from '../jwt/claims.ts';
import { hostClaim } from '../jwt/host-claim.ts';
import type { SigningKey } from '../keys/signing-key.ts';

export interface TokenExchangeParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly directory: Pick<Tables, 'users' | 'apiResources' | 'groups'>;
  readonly authentication: AuthenticationParts;
}

/** The access token that a personal access token was exchanged for. */
export interface ExchangedToken {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scopes: readonly string[];
}

/**
 * Issues a signed access token in exchange for a personal one, with the same user and scopes, for services that verify
 * signatures. It ends with the personal one, and with everything that ends the user's access tokens.
 *
 * @throws GatehouseError Unauthenticated unless the personal access token is valid.
 */
export async function exchangePersonalAccessToken(
  value: string,
  parts: TokenExchangeParts,
  now: number,
): Promise<ExchangedToken> {
  const { authentication, directory, issuer } = parts;
  const authenticated = await authenticateToken(value, authentication, now);
  if (authenticated.kind !== 'personal') throw tokenRefused();
  const { token, actor } = authenticated;
  const user = await directory.users.find(actor);
  if (!user) throw tokenRefused();
  const expiresIn = Math.min(accessTokenSeconds, Math.ceil((token.expiresAt - now) / 1000));
  const claims = {
    ...userClaims(user, token.id, token.scopes, { at: token.createdAt, amr: token.amr }),
    pat_id: token.id,
    ...(await hostClaim(directory, user)),
  };
  const target = await resolveTokenTarget(directory, user.organizationId, token.scopes);
  const accessToken = await signAccessToken(parts.signer(now), { issuer, ...target }, claims, now, expiresIn);
  await authentication.personalAccessTokens.recordUse(token, now).catch(() => {});
  return { accessToken, expiresIn, scopes: token.scopes };
}
