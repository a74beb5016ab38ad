import { accentOf, defaultAccent } from '../../../directory/appearance/accent.ts';
import type { SettingValues } from '../setting-form.ts';

/** How an organization shows itself, as the settings have it. */
export const brandKeys = ['Branding.DisplayName', 'Branding.AccentColor', 'Branding.Logo'] as const;

/** What the form says. A colour field always has a colour: the built-in one is none of the organization's own. */
export function wantedBrand(form: URLSearchParams, stored: SettingValues): SettingValues {
  const accent = form.get('accent') ?? '';
  const isBuiltIn = accentOf(accent) === defaultAccent && accent.toLowerCase() === defaultAccent;
  const logo = form.get('removeLogo') === 'yes' ? '' : (form.get('logo') ?? stored['Branding.Logo'] ?? '');
  return {
    'Branding.DisplayName': (form.get('name') ?? '').trim(),
    'Branding.AccentColor': isBuiltIn ? '' : accent,
    'Branding.Logo': logo,
  };
}
