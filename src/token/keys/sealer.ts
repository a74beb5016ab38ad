import { hkdfSync } from 'node:crypto';
import type { Sealer } from '../../directory/sealer.ts';
import { seal, unseal } from './seal.ts';

/** Seals the directory's secrets with a key of its own, derived from the installation key (HKDF, RFC 5869). */
export function createSealer(installationKey: Buffer): Sealer {
  const key = Buffer.from(hkdfSync('sha256', installationKey, '', 'gatehouse directory secrets', 32));
  return {
    seal: (text, label) => seal(text, key, label),
    unseal: (sealed, label) => unseal(sealed, key, label),
  };
}
