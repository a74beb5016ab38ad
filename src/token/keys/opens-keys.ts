import type { Sealer } from '../../directory/sealer.ts';
import { createSealer, earlierSealer } from './sealer.ts';
import type { StoredSigningKey } from './signing-keys.ts';

type Sealed = Pick<StoredSigningKey, 'kid' | 'sealedPrivateJwk'>;

/** Whether the sealer opens all signing keys. */
export const opensSigningKeys = (sealer: Pick<Sealer, 'unseal'>, keys: readonly Sealed[]): boolean =>
  keys.every(({ kid, sealedPrivateJwk }) => sealer.unseal(sealedPrivateJwk, `signing-key ${kid}`) !== undefined);

/** Whether a key is the installation key of a store with these signing keys, which any version may have sealed. */
export const isInstallationKeyOf =
  (keys: readonly Sealed[]) =>
  (installationKey: Buffer): boolean =>
    opensSigningKeys(createSealer(installationKey), keys) || opensSigningKeys(earlierSealer(installationKey), keys);
