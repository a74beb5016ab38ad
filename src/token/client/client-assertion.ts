import type { Application, KeySet } from '../../directory/application.ts';
import type { KeySets } from '../../outgoing/key-sets.ts';
import { isFirstUse, type ReplayStore } from '../dpop/replay.ts';
import { clockSkewSeconds } from '../jwt/access-token.ts';
import { decodeObject, type JsonObject, type Jws, parseJws } from '../jwt/jws.ts';
import { isSignedByAny, readPublicKey } from '../jwt/signature.ts';

/** What a client has signed to prove who it is (RFC 7523 section 3), taken apart and not yet verified. */
export interface ClientAssertion {
  readonly clientId: string;
  readonly jws: Jws;
  readonly claims: JsonObject;
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** It is made for one request; nobody can be asked to remember it for ever. */
const longestLifeSeconds = 24 * 60 * 60;

/** Undefined unless it is a JWT that names a client, once as who made it and once as whom it is about. */
export function readClientAssertion(text: string): ClientAssertion | undefined {
  const jws = parseJws(text);
  const claims = jws && decodeObject(jws.payload);
  const { sub, iss } = claims ?? {};
  if (!jws || !claims || typeof sub !== 'string' || sub !== iss || jws.header.crit !== undefined) return undefined;
  return { clientId: sub, jws, claims };
}

/**
 * Whether the application made it, with one of its keys, for this server and for now, and it was never seen before.
 *
 * @param audiences how this server may be called.
 */
export async function isValidAssertion(
  { clientId, jws, claims }: ClientAssertion,
  { jwks, jwksUri }: Pick<Application, 'jwks' | 'jwksUri'>,
  audiences: readonly string[],
  { grants, keySets }: { readonly grants: ReplayStore; readonly keySets: Pick<KeySets, 'find'> },
  now: number,
): Promise<boolean> {
  const { aud, exp, nbf, jti } = claims;
  const isForUs = (Array.isArray(aud) ? aud : [aud]).some((name) => audiences.some((own) => own === name));
  const seconds = now / 1000;
  const isInTime = typeof exp === 'number' && exp > seconds && exp <= seconds + longestLifeSeconds;
  const hasBegun = nbf === undefined || (typeof nbf === 'number' && nbf <= seconds + clockSkewSeconds);
  if (!isForUs || !isInTime || !hasBegun || typeof jti !== 'string' || jti === '') return false;
  // Last, because it is what costs.
  const keys = jwks ?? (jwksUri && (await keySets.find(jwksUri, jws.header.kid)));
  if (!keys || !(await isSignedByAny(jws, candidateKeys(jws, keys)))) return false;
  const use = { model: 'ClientAssertion', id: `${clientId} ${jti}`, expiresAt: Math.ceil(exp * 1000) };
  return await isFirstUse(use, grants, now);
}

/** So many are tried at the most where a signature does not say which. */
const mostSigners = 10;

/** The keys that may have signed it: the one it names, or any of those for signatures. */
export function candidateKeys({ header: { kid, alg } }: Jws, { keys }: KeySet) {
  return keys
    .filter((key) => kid === undefined || key.kid === undefined || key.kid === kid)
    .filter((key) => (key.use ?? 'sig') === 'sig' && (key.alg ?? alg) === alg)
    .slice(0, mostSigners)
    .map(readPublicKey)
    .filter((key) => key !== undefined);
}
