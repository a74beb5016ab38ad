import { hash, type KeyObject } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { decodeObject, type JsonObject, type Jws, parseJws } from '../jwt/jws.ts';
import { isSignedByAny, readPublicKey } from '../jwt/signature.ts';
import { isFirstUse, type ReplayStore } from './replay.ts';

/** A DPoP proof (RFC 9449 section 4), and the request that it has to be for. */
export interface DpopProof {
  /** The value of the header `DPoP`. */
  readonly text: string | undefined;
  readonly method: string;
  /** The URL of the request, without query and fragment. */
  readonly url: string;
}

/** How old a proof may be, and how far ahead its clock: a proof is made for one request, and clocks differ. */
const windowSeconds = 60;

const longestProof = 8192;

/** A proof that is for the request; its signature is not verified yet. */
interface UnverifiedProof {
  readonly jws: Jws;
  readonly key: KeyObject;
  readonly jti: string;
}

/**
 * Checks all of a proof but its signature: whether it is for this request and this minute, and has a key of an accepted
 * kind. The sender has chosen the key, and verifying a signature is expensive.
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
 * Verifies a proof: signed for this request and this minute, and not used before.
 *
 * @returns the thumbprint of its key; undefined when the proof is not valid.
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
  return (await isFirstUseOfProof(thumbprint, fitting.jti, grants, now)) ? thumbprint : undefined;
}

/**
 * Whether the proof is used for the first time: whoever verifies it, whatever the grant and the application. It is remembered
 * for as long as it is good, also when its clock is ahead.
 */
export const isFirstUseOfProof = (
  thumbprint: string,
  jti: string,
  grants: ReplayStore,
  now: number,
): Promise<boolean> => {
  const use = { model: 'Proof', id: `${thumbprint} ${jti}`, expiresAt: now + 2 * windowSeconds * 1000 };
  return isFirstUse(use, grants, now);
};

/** The thumbprint of the key in a proof that is not verified here. */
export async function claimedThumbprint(text: string): Promise<string | undefined> {
  const key = readPublicKey(parseJws(text)?.header.jwk);
  return key && (await thumbprintOf(key));
}

const thumbprintOf = (key: KeyObject): Promise<string> => calculateJwkThumbprint(key.export({ format: 'jwk' }));

/** Compares them as URLs, because case and port can be written in more than one way (RFC 9449 section 4.3). */
function isSameUrl(htu: unknown, url: string): boolean {
  const given = typeof htu === 'string' ? URL.parse(htu) : null;
  if (!given) return false;
  given.search = '';
  given.hash = '';
  return given.href === new URL(url).href;
}

/** The thumbprint in the `cnf` claim of a token (RFC 9449 section 6.1). */
export function boundThumbprint(cnf: unknown): string | undefined {
  const { jkt } = (cnf ?? {}) as JsonObject;
  return typeof jkt === 'string' ? jkt : undefined;
}
