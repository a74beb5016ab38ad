import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import { isHostAdministrator } from '../directory/permission/actor.ts';
import { presetValues, type SettingKey, type StoredSetting, settingDefaults } from '../directory/setting.ts';
import type { Tables } from '../directory/store.ts';
import { permitOnSettings, type SettingsTarget } from './level.ts';

interface ReadSettings extends SettingsTarget<'setting.read'> {
  readonly keys: readonly string[];
}

/**
 * The settings asked for, in the order asked. An organization inherits: where it has stored nothing, the host's value
 * is shown, then the built-in default, which has no row and therefore the id 0. A user inherits nothing.
 *
 * Without keys there is nothing to show, except to those who administer the host: to them every row of the level.
 *
 * @throws GatehouseError Forbidden.
 */
export async function readSettings(
  { settings, users }: Pick<Tables, 'settings' | 'users'>,
  request: ReadSettings,
): Promise<readonly StoredSetting[]> {
  const permitted = await permitOnSettings(users, request);
  if (!permitted) return [];
  const { actor, object: level } = permitted;
  if (request.keys.length === 0) return isHostAdministrator(actor) ? await settings.stored(level) : [];
  const keys = [...new Map(request.keys.map((key) => [canonical(key), key])).values()];
  const { organizationId } = level;
  if (level.userId !== null) {
    const own = byKey(await settings.stored(level, keys));
    return keys.flatMap((key) => own.get(canonical(key)) ?? []);
  }
  const own = withPreset(await settings.stored(level, [...keys, presetKey]), organizationId);
  const inheritedKeys = [...keys.filter(isInherited), presetKey];
  const inherited =
    organizationId === hostId ? own : withPreset(await settings.stored(hostLevel, inheritedKeys), organizationId);
  return keys.flatMap((key) => {
    const stored = own.get(canonical(key)) ?? inherited.get(canonical(key));
    return stored ?? builtIn(organizationId, key) ?? [];
  });
}

const hostLevel = { organizationId: hostId, userId: null };

const presetKey: SettingKey = 'Auth.Password.Preset';

type ByKey = ReadonlyMap<string, StoredSetting>;

const byKey = (rows: readonly StoredSetting[]): ByKey => new Map(rows.map((row) => [canonical(row.key), row]));

/** What a level has stored, and what its preset stands for: a value that has no row, and therefore the id 0. */
function withPreset(rows: readonly StoredSetting[], organizationId: string): ByKey {
  const stored = byKey(rows);
  const preset = Object.entries(presetValues(stored.get(canonical(presetKey))?.value));
  return new Map([...byKey(preset.map(([key, value]) => withoutRow(organizationId, key, value))), ...stored]);
}

const withoutRow = (organizationId: string, key: string, value: string): StoredSetting => ({
  ...{ id: 0, key, value, organizationId, userId: null },
});

/** Shown as defaults beside what the server itself reads. */
const defaults = new Map(
  Object.entries({ ...settingDefaults, 'Email.Smtp.Port': '25' }).map(([key, value]) => [
    canonical(key),
    { key, value },
  ]),
);

/** How the host sends its mail is its own affair: the organizations use it without knowing it. */
const isInherited = (key: string): boolean =>
  defaults.has(canonical(key)) && !canonical(key).startsWith(canonical('Email.Smtp.'));

function builtIn(organizationId: string, asked: string): StoredSetting | undefined {
  const known = defaults.get(canonical(asked));
  return known && withoutRow(organizationId, known.key, known.value);
}
