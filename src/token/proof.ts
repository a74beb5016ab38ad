import { createPublicKey, hash, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { clientAlgorithms } from './algorithms.ts';
import type { GrantStore } from './grant-store.ts';
import { decodeObject, type JsonObject, type Jws, parseJws } from './jws.ts';
import { storedId } from './stored-id.ts';

/** What comes along with a token that is bound to a key, and with which request (RFC 9449 section 4). */
export interface Proof {
  /** The value of the header `DPoP`. */
  readonly text: string | undefined;
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
}

/** How old a proof may be, and how far ahead: clocks differ, and a proof is made for one request. */
const windowSeconds = 60;

const longestProof = 8192;

/** Under which the store keeps the proofs that were used. The library's own are of another kind. */
const model = 'Proof';

/**
 * Whether the request comes from who holds the key with the thumbprint: signed by it, for this token, this request and
 * this minute, and never seen before.
 */
export async function isProven(
  { text, method, url }: Proof,
  { token, thumbprint }: { readonly token: string; readonly thumbprint: string },
  grants: Pick<GrantStore, 'upsert' | 'consume'>,
  now: number,
): Promise<boolean> {
  const jws = text === undefined || text.length > longestProof ? undefined : parseJws(text);
  if (jws?.header.typ !== 'dpop+jwt' || jws.header.crit !== undefined) return false;
  const key = publicKey(jws.header.jwk);
  if (!key || thumbprintOf(key) !== thumbprint || !isSigned(jws, key)) return false;
  const { htm, htu, iat, jti, ath } = decodeObject(jws.payload) ?? {};
  const isForThis = htm === method && isSameUrl(htu, url) && ath === hash('sha256', token, 'base64url');
  const isRecent = typeof iat === 'number' && Math.abs(iat - now / 1000) <= windowSeconds;
  if (!isForThis || !isRecent || typeof jti !== 'string') return false;
  return await isFirstUse(`${thumbprint} ${jti}`, grants, now);
}

function publicKey(jwk: unknown): KeyObject | undefined {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk || 'k' in jwk) return undefined;
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** RFC 7638: the required members of the key in the order of the alphabet. */
function thumbprintOf(key: KeyObject): string {
  const { crv, e, kty, n, x, y } = key.export({ format: 'jwk' });
  return hash('sha256', JSON.stringify({ crv, e, kty, n, x, y }), 'base64url');
}

/** The algorithm must be one of the key's own kind, or it could be chosen by who forges. */
function isSigned({ header, signingInput, signature }: Jws, key: KeyObject): boolean {
  const { alg } = header;
  if (!clientAlgorithms.some((known) => known === alg)) return false;
  const data = Buffer.from(signingInput);
  const kind = key.asymmetricKeyType;
  if (alg === 'EdDSA') return kind === 'ed25519' && verify(null, data, key, signature);
  if (alg === 'ES256') {
    const isP256 = kind === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
    return isP256 && verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
  }
  if (kind !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) return false;
  return verify('sha256', data, alg === 'PS256' ? { key, padding: 6, saltLength: 32 } : key, signature);
}

/** Compared as URLs, because case and port may be spelled in more than one way (RFC 9449 section 4.3). */
function isSameUrl(htu: unknown, url: string): boolean {
  const given = typeof htu === 'string' ? URL.parse(htu) : null;
  if (!given) return false;
  given.search = '';
  given.hash = '';
  return given.href === new URL(url).href;
}

async function isFirstUse(id: string, grants: Pick<GrantStore, 'upsert' | 'consume'>, now: number): Promise<boolean> {
  const expiresAt = now + 2 * windowSeconds * 1000;
  const key = { model, id: storedId(model, id) };
  await grants.upsert({ ...key, grantId: null, accountId: null, uid: null, userCode: null, payload: '{}', expiresAt });
  return await grants.consume(key.model, key.id, now);
}

/** The thumbprint in the `cnf` claim of a token. */
export function boundKey(cnf: unknown): string | undefined {
  const { jkt } = (cnf ?? {}) as JsonObject;
  return typeof jkt === 'string' ? jkt : undefined;
}
