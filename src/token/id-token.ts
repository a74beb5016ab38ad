import { verify } from 'node:crypto';
import { accessTokenSeconds, accessTokenType } from './access-token.ts';
import { claimsOfScopes, identityClaims } from './claims.ts';
import { decodeObject, parseJws, signJws } from './jws.ts';
import type { SigningKey } from './keys/signing-key.ts';
import type { Granted } from './user-access-token.ts';

/** Whom an ID token of ours was issued to, and about whom. */
export interface IdTokenHint {
  readonly clientId: string;
  readonly userId: string;
  readonly organizationId: string;
}

/** Reads an ID token that comes back as a hint. It may have expired: it only reminds of who it was about. */
export function readIdTokenHint(
  text: string,
  issuers: readonly string[],
  findKey: (kid: string) => Pick<SigningKey, 'publicKey'> | undefined,
): IdTokenHint | undefined {
  const jws = text.length > 16_384 ? undefined : parseJws(text);
  if (jws?.header.alg !== 'RS256' || jws.header.typ === accessTokenType || jws.header.crit !== undefined)
    return undefined;
  const key = typeof jws.header.kid === 'string' ? findKey(jws.header.kid) : undefined;
  if (!key || !verify('sha256', Buffer.from(jws.signingInput), key.publicKey, jws.signature)) return undefined;
  const { iss, aud: clientId, sub: userId, prt_id: organizationId } = decodeObject(jws.payload) ?? {};
  const isComplete = typeof clientId === 'string' && typeof userId === 'string' && typeof organizationId === 'string';
  return issuers.some((issuer) => issuer === iss) && isComplete ? { clientId, userId, organizationId } : undefined;
}

/** Signs an ID token about who granted the scopes, as the protocol library does with the first one. */
export async function signIdToken(
  { user, clientId, scopes, sessionUid }: Granted,
  nonce: string | undefined,
  { issuer, key }: { readonly issuer: string; readonly key: SigningKey },
  now: number,
): Promise<string> {
  const open: readonly string[] = scopes.flatMap((scope) => claimsOfScopes[scope as keyof typeof claimsOfScopes] ?? []);
  const iat = Math.floor(now / 1000);
  return await signJws(key, {
    sub: user.id,
    ...Object.fromEntries(Object.entries(identityClaims(user)).filter(([name]) => open.includes(name))),
    ...{ nonce, prt_id: user.organizationId, sid: sessionUid },
    ...{ aud: clientId, exp: iat + accessTokenSeconds, iat, iss: issuer },
  });
}
