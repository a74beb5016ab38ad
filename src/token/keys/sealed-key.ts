import type { JsonWebKey } from 'node:crypto';
import type { Sealer, SealLabel } from '../../directory/sealer.ts';
import { publicJwk, readSigningKey, type SigningKey } from './signing-key.ts';
import type { StoredSigningKey } from './signing-keys.ts';

/** The form in which a key is stored: its private half can be read with the installation key only. */
export function sealKey(key: SigningKey, sealer: Sealer): StoredSigningKey {
  const { kid, createdAt, activatesAt, retiresAt } = key;
  const privateJwk = JSON.stringify(key.privateKey.export({ format: 'jwk' }));
  return {
    kid,
    algorithm: 'RS256',
    publicJwk: JSON.stringify(publicJwk(key)),
    sealedPrivateJwk: sealer.seal(privateJwk, label(kid)),
    createdAt,
    activatesAt,
    retiresAt,
  };
}

/**
 * The key as it was sealed, or undefined when the installation key is not the one that sealed it. The public key comes
 * out of the seal too: whoever can write to the store cannot plant a key of their own.
 */
export function unsealKey(stored: StoredSigningKey, sealer: Sealer): SigningKey | undefined {
  const privateJwk = sealer.unseal(stored.sealedPrivateJwk, label(stored.kid));
  if (privateJwk === undefined) return undefined;
  const { createdAt, activatesAt, retiresAt } = stored;
  return readSigningKey(JSON.parse(privateJwk) as JsonWebKey, { createdAt, activatesAt, retiresAt });
}

const label = (kid: string): SealLabel => `signing-key ${kid}`;
