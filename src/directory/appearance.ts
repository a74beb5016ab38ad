import type { UserKey } from './user.ts';

/** How the pages of an organization look. Null where nothing is set. */
interface Branding {
  readonly displayName: string | null;
  /** A data URI of an image. */
  readonly logo: string | null;
  /** `#rrggbb`. */
  readonly accentColor: string | null;
}

/** What a person likes. Null where nothing is set. */
interface Preferences {
  readonly language: string | null;
  readonly theme: string | null;
}

/** The settings under which each is kept: an organization's own or else the host's, and a user's. */
export const brandingKeys = {
  displayName: 'Branding.DisplayName',
  logo: 'Branding.Logo',
  accentColor: 'Branding.AccentColor',
} as const;

export const preferenceKeys = { language: 'UserLanguage.Language', theme: 'UserTheme.Theme' } as const;

export interface Appearance {
  branding(organizationId: string): Promise<Branding>;
  preferences(user: UserKey): Promise<Preferences>;
  /** Null takes the preference back. */
  prefer(user: UserKey, preferences: Preferences): Promise<void>;
}
