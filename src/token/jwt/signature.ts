import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { compactVerify } from 'jose';
import { refusedClientKey } from '../../directory/application/client-key.ts';
import { clientAlgorithms } from './algorithms.ts';
import type { Jws } from './jws.ts';

/** The public key of a JSON Web Key; undefined when it is not one, or not of an accepted kind: see `refusedClientKey`. */
export function readPublicKey(jwk: unknown): KeyObject | undefined {
  if (typeof jwk !== 'object' || jwk === null || refusedClientKey({ ...jwk }) !== undefined) return undefined;
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/**
 * Whether one of the keys has signed it. The algorithm must be one for that kind of key, so that an attacker cannot choose it
 * (RFC 8725 section 3.1).
 */
export async function isSignedByAny(
  { text }: Pick<Jws, 'text'>,
  keys: readonly KeyObject[],
  algorithms: readonly string[] = clientAlgorithms,
): Promise<boolean> {
  for (const key of keys) {
    const verified = await compactVerify(text, key, { algorithms: [...algorithms] }).catch(() => undefined);
    if (verified) return true;
  }
  return false;
}
