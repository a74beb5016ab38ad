import { canonical } from '../directory/canonical.ts';
import { presetKeys, type SettingKey, type SettingLevel, type StoredSetting } from '../directory/setting.ts';

type Entry = Pick<StoredSetting, 'key' | 'value'>;

const presetKey: SettingKey = 'Auth.Password.Preset';

/** A preset is chosen for what it stands for, and not for what was stored before and is not sent along. */
export function replacedByPreset(
  { userId }: Pick<SettingLevel, 'userId'>,
  entries: readonly Entry[],
): readonly string[] {
  const sent = new Set(entries.filter(({ value }) => value !== null).map(({ key }) => canonical(key)));
  if (userId !== null || !sent.has(canonical(presetKey))) return [];
  return presetKeys.filter((key) => !sent.has(canonical(key)));
}

/** What an organization or the host has stored once the entries are written. */
export function afterWriting(stored: readonly Entry[], entries: readonly Entry[]): readonly Entry[] {
  const written = [...replacedByPreset({ userId: null }, entries), ...entries.map(({ key }) => key)].map(canonical);
  return [...stored.filter(({ key }) => !written.includes(canonical(key))), ...entries];
}
