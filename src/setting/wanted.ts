import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import { type SettingValues, type StoredSetting, valuesInForce } from '../directory/setting.ts';
import type { Tables } from '../directory/store.ts';
import { afterWriting } from './preset.ts';
import { requireAcceptable, type SettingEntry } from './write.ts';

/** Settings that might be stored. */
export interface WantedSettings {
  readonly organizationId: string;
  /** Whether they would be stored for the host, from which the organization inherits. */
  readonly isOfHost: boolean;
  readonly entries: readonly SettingEntry[];
}

/**
 * The values in force before and after.
 *
 * @throws GatehouseError ValidationFailed when a value is refused.
 */
export async function wantedValues(
  settings: Tables['settings'],
  { organizationId, isOfHost, entries }: WantedSettings,
): Promise<{ readonly before: SettingValues; readonly after: SettingValues }> {
  requireAcceptable(entries);
  const host = await settings.stored({ organizationId: hostId, userId: null });
  const own = organizationId === hostId ? [] : await settings.stored({ organizationId, userId: null });
  const inForce = (...levels: readonly (readonly Pick<StoredSetting, 'key' | 'value'>[])[]) =>
    valuesInForce(...levels.map((rows) => rows.map(({ key, value }) => ({ key_key: canonical(key), value }))));
  const after = isOfHost ? inForce(afterWriting(host, entries), own) : inForce(host, afterWriting(own, entries));
  return { before: inForce(host, own), after };
}
