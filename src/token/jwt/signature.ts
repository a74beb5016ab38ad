import { constants, createPublicKey, type JsonWebKey, type KeyObject, verify } from 'node:crypto';
import { refusedClientKey } from '../../directory/application/client-key.ts';
import { type ClientAlgorithm, clientAlgorithms } from './algorithms.ts';
import type { Jws } from './jws.ts';

/** The public key that a JSON Web Key is, unless it is none, or one that is not used: see `refusedClientKey`. */
export function readPublicKey(jwk: unknown): KeyObject | undefined {
  if (typeof jwk !== 'object' || jwk === null || refusedClientKey({ ...jwk }) !== undefined) return undefined;
  try {
    return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** The kind of key that an algorithm takes, the hash it signs, and how (RFC 7518 section 3). */
interface Verification {
  readonly keyType: 'rsa' | 'ec' | 'ed25519';
  /** As OpenSSL calls the curve. */
  readonly curve?: string;
  readonly hash: string | null;
  readonly options?: { readonly padding: number; readonly saltLength: number } | { readonly dsaEncoding: 'ieee-p1363' };
}

const ecdsa = (curve: string, hash: string): Verification => ({
  keyType: 'ec',
  curve,
  hash,
  options: { dsaEncoding: 'ieee-p1363' },
});

const ed25519: Verification = { keyType: 'ed25519', hash: null };

const verifications: Readonly<Record<ClientAlgorithm, Verification>> = {
  RS256: { keyType: 'rsa', hash: 'sha256' },
  PS256: { keyType: 'rsa', hash: 'sha256', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } },
  ES256: ecdsa('prime256v1', 'sha256'),
  ES384: ecdsa('secp384r1', 'sha384'),
  ES512: ecdsa('secp521r1', 'sha512'),
  Ed25519: ed25519,
  EdDSA: ed25519,
};

/**
 * Whether a client has signed it with that key. The algorithm must be one of the key's own kind, or it could be chosen
 * by who forges.
 */
export function isSignedBy({ header, signingInput, signature }: Jws, key: KeyObject): boolean {
  const algorithm = clientAlgorithms.find((known) => known === header.alg);
  if (algorithm === undefined) return false;
  const { keyType, curve, hash, options } = verifications[algorithm];
  if (key.asymmetricKeyType !== keyType || key.asymmetricKeyDetails?.namedCurve !== curve) return false;
  return verify(hash, Buffer.from(signingInput), { key, ...options }, signature);
}
