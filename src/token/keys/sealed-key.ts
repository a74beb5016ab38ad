import type { JsonWebKey } from 'node:crypto';
import type { Sealer, SealLabel } from '../../directory/sealer.ts';
import { publicJwk, readSigningKey, type SigningKey } from './signing-key.ts';
import type { StoredSigningKey } from './signing-keys.ts';

/** The stored form of a key: the private key can be read with the installation key only. */
export function sealKey(key: SigningKey, sealer: Sealer): StoredSigningKey {
  const { kid, algorithm, createdAt, activatesAt, retiresAt } = key;
  const privateJwk = JSON.stringify(key.privateKey.export({ format: 'jwk' }));
  return {
    kid,
    algorithm,
    publicJwk: JSON.stringify(publicJwk(key)),
    sealedPrivateJwk: sealer.seal(privateJwk, label(kid)),
    createdAt,
    activatesAt,
    retiresAt,
  };
}

/**
 * The key, or undefined when it was sealed with another installation key. The public key and the algorithm are derived from
 * the sealed private key, so that write access to the store is not enough to add a key, or to have it used in another way.
 */
export function unsealKey(stored: StoredSigningKey, sealer: Sealer): SigningKey | undefined {
  const privateJwk = sealer.unseal(stored.sealedPrivateJwk, label(stored.kid));
  if (privateJwk === undefined) return undefined;
  const { createdAt, activatesAt, retiresAt } = stored;
  return readSigningKey(JSON.parse(privateJwk) as JsonWebKey, { createdAt, activatesAt, retiresAt });
}

const label = (kid: string): SealLabel => `signing-key ${kid}`;
