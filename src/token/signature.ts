import { createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { clientAlgorithms } from './algorithms.ts';
import type { Jws } from './jws.ts';

/** The public key that a JSON Web Key is, unless it is none, or one that must not have left its owner. */
export function readPublicKey(jwk: unknown): KeyObject | undefined {
  if (typeof jwk !== 'object' || jwk === null || 'd' in jwk || 'k' in jwk) return undefined;
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/**
 * Whether a client has signed it with that key. The algorithm must be one of the key's own kind, or it could be chosen
 * by who forges.
 */
export function isSignedBy({ header, signingInput, signature }: Jws, key: KeyObject): boolean {
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
