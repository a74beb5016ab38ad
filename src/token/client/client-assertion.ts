import type { Application, KeySet } from '../../directory/application.ts';
import type { KeySets } from '../../outgoing/key-sets.ts';
import { isFirstUse, type ReplayStore } from '../dpop/replay.ts';
import { clockSkewSeconds } from '../jwt/access-token.ts';
import { decodeObject, type JsonObject, type Jws, parseJws } from '../jwt/jws.ts';
import { isSignedByAny, readPublicKey } from '../jwt/signature.ts';

/** An assertion of a client about itself (RFC 7523 section 3), parsed and not yet verified. */
export interface ClientAssertion {
  readonly clientId: string;
  readonly jws: Jws;
  readonly claims: JsonObject;
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** An assertion is for one request, and has to be stored until it expires. */
const longestLifeSeconds = 24 * 60 * 60;

/** Undefined unless it is a JWT that names a client both as issuer and as subject. */
export function readClientAssertion(text: string): ClientAssertion | undefined {
  const jws = parseJws(text);
  const claims = jws && decodeObject(jws.payload);
  const { sub, iss } = claims ?? {};
  if (!jws || !claims || typeof sub !== 'string' || sub !== iss || jws.header.crit !== undefined) return undefined;
  return { clientId: sub, jws, claims };
}

/**
 * Whether the application has signed it with one of its keys, for this server and this time, and it was not used before.
 *
 * @param audiences the audiences that this server accepts.
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
  // Last, because it is expensive.
  const keys = jwks ?? (jwksUri && (await keySets.find(jwksUri, jws.header.kid)));
  if (!keys || !(await isSignedByAny(jws, candidateKeys(jws, keys)))) return false;
  const use = { model: 'ClientAssertion', id: `${clientId} ${jti}`, expiresAt: Math.ceil(exp * 1000) };
  return await isFirstUse(use, grants, now);
}

/** How many keys are tried at most when the assertion does not name one. */
const mostSigners = 10;

/** The keys that may have signed it: the one that it names, or all that are for signatures. */
export function candidateKeys({ header: { kid, alg } }: Jws, { keys }: KeySet) {
  return keys
    .filter((key) => kid === undefined || key.kid === undefined || key.kid === kid)
    .filter((key) => (key.use ?? 'sig') === 'sig' && (key.alg ?? alg) === alg)
    .slice(0, mostSigners)
    .map(readPublicKey)
    .filter((key) => key !== undefined);
}
