import { hostId } from './organization.ts';
import type { SettingLevel, Settings } from './setting.ts';
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
export interface Preferences {
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

/** Of a person's own settings. */
export const levelOf = ({ organizationId, id }: UserKey): SettingLevel => ({ organizationId, userId: id });

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
