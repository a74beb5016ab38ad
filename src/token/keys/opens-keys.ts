import type { Sealer } from '../../directory/sealer.ts';
import { createSealer, earlierSealer } from './sealer.ts';
import type { StoredSigningKey } from './signing-keys.ts';

type Sealed = Pick<StoredSigningKey, 'kid' | 'sealedPrivateJwk'>;

/** Whether it was this that sealed the signing keys. Nothing is sealed where there are none. */
export const opensSigningKeys = (sealer: Pick<Sealer, 'unseal'>, keys: readonly Sealed[]): boolean =>
  keys.every(({ kid, sealedPrivateJwk }) => sealer.unseal(sealedPrivateJwk, `signing-key ${kid}`) !== undefined);

/** Whether it is the installation key of a store with these signing keys, whichever version sealed them. */
export const isInstallationKeyOf =
  (keys: readonly Sealed[]) =>
  (installationKey: Buffer): boolean =>
    opensSigningKeys(createSealer(installationKey), keys) || opensSigningKeys(earlierSealer(installationKey), keys);
