import { hash, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { decodeObject, type JsonObject, type Jws, parseJws } from '../jwt/jws.ts';
import { isSignedByAny, readPublicKey } from '../jwt/signature.ts';
import { isFirstUse, type ReplayStore } from './replay.ts';

/** What shows that a request comes from who holds a key (RFC 9449 section 4). */
export interface DpopProof {
  /** The value of the header `DPoP`. */
  readonly text: string | undefined;
  readonly method: string;
  /** Without query and fragment. */
  readonly url: string;
}

/** How old a proof may be, and how far ahead: clocks differ, and a proof is made for one request. */
const windowSeconds = 60;

const longestProof = 8192;

/** A proof that fits the request in everything but its signature, which is not verified yet. */
interface UnverifiedProof {
  readonly jws: Jws;
  readonly key: KeyObject;
  readonly jti: string;
}

/**
 * What can be told of a proof without a signature: whether it is for this request and this minute, and made with a key
 * that is used. Its sender has chosen the key, and verifying is what costs.
 *
 * @param token the access token that comes along, if there is one already.
 */
export function readProof(
  { text, method, url }: DpopProof,
  token: string | undefined,
  now: number,
): UnverifiedProof | undefined {
  const jws = text === undefined || text.length > longestProof ? undefined : parseJws(text);
  if (jws?.header.typ !== 'dpop+jwt' || jws.header.crit !== undefined) return undefined;
  const { htm, htu, iat, jti, ath } = decodeObject(jws.payload) ?? {};
  const isForToken = token === undefined || ath === hash('sha256', token, 'base64url');
  const isRecent = typeof iat === 'number' && Math.abs(iat - now / 1000) <= windowSeconds;
  if (htm !== method || !isSameUrl(htu, url) || !isForToken || !isRecent || typeof jti !== 'string') return undefined;
  const { jwk, alg } = jws.header;
  if (((jwk ?? {}) as JsonObject).alg !== undefined && (jwk as JsonObject).alg !== alg) return undefined;
  const key = readPublicKey(jwk);
  return key && { jws, key, jti };
}

/**
 * The thumbprint of the key with which the proof was signed: for this request and this minute, and never seen before.
 * Undefined when it is no such proof.
 *
 * @param token the access token that comes along, if there is one already.
 */
export async function verifyProof(
  proof: DpopProof,
  token: string | undefined,
  grants: ReplayStore,
  now: number,
): Promise<string | undefined> {
  const fitting = readProof(proof, token, now);
  if (!fitting || !(await isSignedByAny(fitting.jws, [fitting.key]))) return undefined;
  const thumbprint = await thumbprintOf(fitting.key);
  // The library's own are of another kind.
  const use = { model: 'Proof', id: `${thumbprint} ${fitting.jti}`, expiresAt: now + 2 * windowSeconds * 1000 };
  return (await isFirstUse(use, grants, now)) ? thumbprint : undefined;
}

/** The thumbprint of the key that a proof says it is made with; whether it is, is not looked at. */
export async function claimedThumbprint(text: string): Promise<string | undefined> {
  const key = readPublicKey(parseJws(text)?.header.jwk);
  return key && (await thumbprintOf(key));
}

const thumbprintOf = (key: KeyObject): Promise<string> => calculateJwkThumbprint(key.export({ format: 'jwk' }));

/** Compared as URLs, because case and port may be spelled in more than one way (RFC 9449 section 4.3). */
function isSameUrl(htu: unknown, url: string): boolean {
  const given = typeof htu === 'string' ? URL.parse(htu) : null;
  if (!given) return false;
  given.search = '';
  given.hash = '';
  return given.href === new URL(url).href;
}

/** The thumbprint in the `cnf` claim of a token. */
export function boundThumbprint(cnf: unknown): string | undefined {
  const { jkt } = (cnf ?? {}) as JsonObject;
  return typeof jkt === 'string' ? jkt : undefined;
}
