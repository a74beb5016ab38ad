import { canonical } from '../directory/canonical.ts';
import type { Sealer, SealLabel } from '../directory/sealer.ts';
import { isSecretSetting } from '../directory/setting.ts';

const mark = 'sealed:';

/** What is stored of a value: of a secret, only what the installation key opens. */
export function sealSetting(sealer: Sealer, organizationId: string, key: string, value: string): string {
  if (!isSecretSetting(key)) return value;
  return `${mark}${sealer.seal(value, label(organizationId, key))}`;
}

/** The value as it was written; empty when another key sealed it. */
export function openSetting(sealer: Sealer, organizationId: string, key: string, stored: string): string {
  if (!isSecretSetting(key) || !stored.startsWith(mark)) return stored;
  return sealer.unseal(stored.slice(mark.length), label(organizationId, key)) ?? '';
}

/** What is stored of a secret when the key changes; empty when it is lost. */
export function resealSetting(
  again: (sealed: string, label: SealLabel) => string | undefined,
  organizationId: string,
  key: string,
  stored: string,
): string {
  const sealed = again(stored.slice(mark.length), label(organizationId, key));
  return sealed === undefined ? '' : `${mark}${sealed}`;
}

const label = (organizationId: string, key: string): SealLabel => `setting ${organizationId}/${canonical(key)}`;
