import type { Command } from './command.ts';
import { hostId } from './organization.ts';
import { permitOnLevel } from './permission.ts';
import { writeSetting } from './setting/write.ts';
import type { SettingLevel, Settings } from './setting.ts';
import type { Store } from './store.ts';
import type { UserKey } from './user.ts';

/** How the pages of an organization look. Undefined where nothing is set. */
interface Branding {
  readonly displayName: string | undefined;
  /** A data URI of an image. */
  readonly logo: string | undefined;
  /** `#rgb` or `#rrggbb`. */
  readonly accentColor: string | undefined;
}

/** What a person likes. Undefined where nothing is set. */
interface Preferences {
  readonly language: string | undefined;
  readonly theme: string | undefined;
}

const brandingKeys = ['Branding.DisplayName', 'Branding.Logo', 'Branding.AccentColor'] as const;
const preferenceKeys = ['UserLanguage.Language', 'UserTheme.Theme'] as const;

/** The organization's own, and the host's for what it has not set. */
export async function brandingOf(settings: Settings, organizationId: string): Promise<Branding> {
  const [own, host] = await Promise.all([
    read(settings, { organizationId, userId: null }, brandingKeys),
    read(settings, { organizationId: hostId, userId: null }, brandingKeys),
  ]);
  const [displayName, logo, accentColor] = brandingKeys.map((key) => own.get(key) ?? host.get(key));
  return { displayName, logo, accentColor };
}

export async function preferencesOf(settings: Settings, user: UserKey): Promise<Preferences> {
  const found = await read(settings, levelOf(user), preferenceKeys);
  const [language, theme] = preferenceKeys.map((key) => found.get(key));
  return { language, theme };
}

/** Stores both for the person who asks for it; what is undefined is taken back. What stays as it is leaves no trace. */
export function prefer(store: Store, command: Command<'setting.write'>, preferences: Preferences): Promise<void> {
  const { actor: user } = command.permitted;
  const permitted = permitOnLevel(command.permitted, levelOf(user));
  return store.transaction(async (tables) => {
    const kept = await preferencesOf(tables.settings, user);
    for (const [name, key] of [
      ['language', 'UserLanguage.Language'],
      ['theme', 'UserTheme.Theme'],
    ] as const) {
      const value = preferences[name];
      if (value === kept[name]) continue;
      await writeSetting(tables, { ...command, permitted }, { key, value: value ?? null });
    }
  });
}

const levelOf = ({ organizationId, id }: UserKey): SettingLevel => ({ organizationId, userId: id });

/** By key; an empty value is none. */
async function read(settings: Settings, level: SettingLevel, keys: readonly string[]): Promise<Map<string, string>> {
  const rows = await settings.stored(level, keys);
  return new Map(
    keys.flatMap((key) => {
      const value = rows.find((row) => row.key.toLowerCase() === key.toLowerCase())?.value?.trim();
      return value ? [[key, value] as const] : [];
    }),
  );
}
