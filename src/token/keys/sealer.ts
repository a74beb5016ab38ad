import { createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { type Sealer, type SealLabel, type SealPurpose, sealPurposes } from '../../directory/sealer.ts';
import { seal, unseal } from './seal.ts';

/** Seals with a key for each purpose, derived from the installation key (HKDF-SHA-256, RFC 5869). */
export function createSealer(installationKey: Buffer): Sealer {
  const keys = new Map(sealPurposes.map((purpose) => [purpose, derive(installationKey, `gatehouse ${purpose}`)]));
  const keyOf = (label: SealLabel): KeyObject => {
    const key = keys.get(label.slice(0, label.indexOf(' ')) as SealPurpose);
    if (!key) throw new Error(`Nothing is sealed for the purpose of "${label}".`);
    return key;
  };
  return {
    seal: (text, label) => seal(text, keyOf(label), label),
    unseal: (sealed, label) => unseal(sealed, keyOf(label), label),
    sign: (text, label) =>
      createHmac('sha256', keyOf(label))
        .update(JSON.stringify([label, text]))
        .digest('base64url'),
  };
}

/** Unseals what versions up to 0.1 sealed: signing keys with the installation key itself, all else with one other key. */
export function earlierSealer(installationKey: Buffer): Pick<Sealer, 'unseal'> {
  const shared = derive(installationKey, 'gatehouse directory secrets');
  const own = createSecretKey(installationKey);
  return {
    unseal(sealed, label) {
      const signingKeyId = /^signing-key (.*)$/.exec(label)?.[1];
      return signingKeyId === undefined ? unseal(sealed, shared, label) : unseal(sealed, own, signingKeyId);
    },
  };
}

/** A `KeyObject`, because with bytes Node throws and catches an error at each use. */
const derive = (installationKey: Buffer, info: string): KeyObject =>
  createSecretKey(Buffer.from(hkdfSync('sha256', installationKey, '', info, 32)));
