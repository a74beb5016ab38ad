import type { Tables } from '../../directory/store.ts';
import { type AuthenticationParts, admit } from '../bearer/authenticate.ts';
import { tokenRefused } from '../bearer/challenge.ts';
import { accessTokenSeconds, signAccessToken } from '../jwt/access-token.ts';
import { aim } from '../jwt/audience.ts';
import { userClaims } from '../jwt/claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';

export interface ExchangeParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly directory: Pick<Tables, 'users' | 'apiResources'>;
  readonly authentication: AuthenticationParts;
}

/** What a personal access token was exchanged for. */
export interface Exchanged {
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly scopes: readonly string[];
}

/**
 * Gives a signed access token for a personal one, of the same user and scopes: for services that verify signatures. It
 * ends with the personal one, and with everything that ends the user's access tokens.
 *
 * @throws GatehouseError Unauthenticated unless the personal access token holds.
 */
export async function exchange(value: string, parts: ExchangeParts, now: number): Promise<Exchanged> {
  const { authentication, directory, issuer } = parts;
  const admitted = await admit(value, authentication, now);
  if (admitted.kind !== 'personal') throw tokenRefused();
  const { token, actor } = admitted;
  const user = await directory.users.find(actor);
  if (!user) throw tokenRefused();
  const expiresIn = Math.min(accessTokenSeconds, Math.ceil((token.expiresAt - now) / 1000));
  const claims = { ...userClaims(user, token.id, token.scopes, token.createdAt), pat_id: token.id };
  const aimed = await aim(directory, user.organizationId, token.scopes);
  const accessToken = await signAccessToken(parts.signer(now), { issuer, ...aimed }, claims, now, expiresIn);
  await authentication.personalAccessTokens.recordUse(token, now).catch(() => {});
  return { accessToken, expiresIn, scopes: token.scopes };
}
