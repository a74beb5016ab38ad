import { hash } from 'node:crypto';
import type { SigningKey } from '../keys/signing-key.ts';
import { accessTokenSeconds } from './access-token.ts';
import { authenticationClaims, claimsOfScopes, identityClaims } from './claims.ts';
import { type GroupTables, groupClaims } from './group-claims.ts';
import { decodeObject, parseJws, signJws } from './jws.ts';
import { isSignedByAny } from './signature.ts';
import type { UserGrant, UserTokenParts } from './user-access-token.ts';

/** The client and the user of an ID token of ours. */
export interface IdTokenHint {
  readonly clientId: string;
  readonly userId: string;
  readonly organizationId: string;
  /** The session in which it was issued, if it was in one. */
  readonly sessionId: string | undefined;
}

/** Reads an ID token that comes back as a hint. It may have expired, because it only says who it was about. */
export async function readIdTokenHint(
  text: string,
  issuers: readonly string[],
  findKey: (kid: string) => Pick<SigningKey, 'publicKey' | 'algorithm'> | undefined,
): Promise<IdTokenHint | undefined> {
  const jws = text.length > 16_384 ? undefined : parseJws(text);
  // ID tokens of this server have no type; its other tokens have one.
  if (!jws || jws.header.typ !== undefined || jws.header.crit !== undefined) return undefined;
  const key = typeof jws.header.kid === 'string' ? findKey(jws.header.kid) : undefined;
  if (!key || !(await isSignedByAny(jws, [key.publicKey], [key.algorithm]))) return undefined;
  const { iss, aud: clientId, sub: userId, prt_id: organizationId, sid } = decodeObject(jws.payload) ?? {};
  const isComplete = typeof clientId === 'string' && typeof userId === 'string' && typeof organizationId === 'string';
  if (!isComplete || !issuers.some((issuer) => issuer === iss)) return undefined;
  return { clientId, userId, organizationId, sessionId: typeof sid === 'string' ? sid : undefined };
}

/** An ID token of a person with more groups leaves them out: applications get them from the user info. */
const mostGroups = 200;

/**
 * The claims of an ID token about the sign-in (OpenID Connect Core section 2), besides those that its scopes request and
 * `at_hash` (section 3.1.3.6).
 */
export async function signInClaims(
  { user, scopes, authTime, amr, sessionUid }: Pick<UserGrant, 'user' | 'scopes' | 'authTime' | 'amr' | 'sessionUid'>,
  tables: GroupTables,
): Promise<Readonly<Record<string, unknown>>> {
  const groups = await groupClaims(tables, user, scopes);
  return {
    ...{ sub: user.id, prt_id: user.organizationId, sid: sessionUid, auth_time: authTime },
    ...authenticationClaims(amr),
    ...((groups.groups?.length ?? 0) > mostGroups ? {} : groups),
  };
}

/** Signs an ID token like those of the protocol library, for grants that are handled without it. */
export async function signIdToken(
  granted: UserGrant,
  { nonce, accessToken }: { readonly nonce?: string | undefined; readonly accessToken: string },
  { issuer, signer, directory }: UserTokenParts,
  now: number,
): Promise<string> {
  const { user, clientId, scopes } = granted;
  const open: readonly string[] = scopes.flatMap((scope) => claimsOfScopes[scope as keyof typeof claimsOfScopes] ?? []);
  const iat = Math.floor(now / 1000);
  return await signJws(signer(now), {
    ...Object.fromEntries(Object.entries(identityClaims(user)).filter(([name]) => open.includes(name))),
    ...(await signInClaims(granted, directory)),
    at_hash: hash('sha256', accessToken, 'buffer').subarray(0, 16).toString('base64url'),
    ...{ nonce, aud: clientId, exp: iat + accessTokenSeconds, iat, iss: issuer },
  });
}
