import type { TokenTarget } from './audience.ts';
import { signIdToken } from './id-token.ts';
import { signUserToken, type UserGrant, type UserTokenParts } from './user-access-token.ts';

interface UserTokens {
  readonly accessToken: string;
  /** Undefined unless it was asked for. */
  readonly idToken: string | undefined;
}

/**
 * Signs what a person granted, for somebody who waits for the disk meanwhile: threads compute the signatures. The ID token
 * carries the hash of the access token.
 */
export async function signUserTokens(
  granted: UserGrant,
  target: TokenTarget,
  nonce: string | undefined,
  { signer, ...parts }: UserTokenParts,
  now: number,
): Promise<UserTokens> {
  const aside: UserTokenParts = { ...parts, signer: (at) => ({ ...signer(at), isAside: true }) };
  const accessToken = await signUserToken(granted, target, aside, now);
  const isAsked = granted.scopes.includes('openid');
  return { accessToken, idToken: isAsked ? await signIdToken(granted, { nonce, accessToken }, aside, now) : undefined };
}
