import { passwordPresets, presetKeys } from '../../../directory/setting.ts';
import { parseComplexity } from '../../../password/policy.ts';
import type { SettingField, SettingValues } from '../setting-form.ts';

/** The settings that are fields as they are. */
export const ruleFields: readonly SettingField[] = [
  { key: 'Auth.Password.RefuseCommonPasswords' },
  { key: 'Auth.Password.RefuseBreachedPasswords' },
  { key: 'Auth.Password.RefuseContextWords' },
];
export const lengthField: SettingField = { key: 'Auth.Password.LengthWithSecondFactor', range: [0, 256] };
export const lifeFields: readonly SettingField[] = [
  { key: 'Auth.Password.PreviousUseLimit', range: [0, 10] },
  { key: 'Auth.Password.DefaultExpirationDays', range: [0, 1000] },
  { key: 'Auth.Password.WarnBeforeExpiration' },
  { key: 'Auth.Password.CheckBreachedAtSignIn' },
  { key: 'Auth.Password.ShouldChangePasswordAfterFirstLogin' },
];

export const complexityKey = 'Auth.Password.PasswordComplexity';

export const presetKey = 'Auth.Password.Preset';

export const passwordKeys = [complexityKey, ...[lengthField, ...ruleFields, ...lifeFields].map(({ key }) => key)];

/** The members of the one setting that has several, and the boxes for them. */
export const characterKinds = ['hasLowercase', 'hasUppercase', 'hasDigit', 'hasSpecialCharacter'] as const;

/** What the fields of the form have for that setting. */
export function complexityFields(value: string): { readonly length: string; readonly kinds: readonly string[] } {
  const complexity = parseComplexity(value || '{}');
  if (typeof complexity === 'string') return { length: '', kinds: [] };
  const { minimumLength, requireLower, requireUpper, requireDigit, requireNonAlphanumeric } = complexity;
  const asked = [requireLower, requireUpper, requireDigit, requireNonAlphanumeric];
  return { length: String(minimumLength), kinds: characterKinds.filter((_, index) => asked[index]) };
}

/** The setting of what the fields say, in the form in which presets have it. */
export function complexityOf(form: URLSearchParams): string {
  const kinds = form.getAll('kinds');
  const has = (kind: string) => kinds.includes(kind);
  return JSON.stringify({
    hasSpecialCharacter: has('hasSpecialCharacter'),
    hasLowercase: has('hasLowercase'),
    hasUppercase: has('hasUppercase'),
    hasDigit: has('hasDigit'),
    Length: (form.get('length') ?? '').trim(),
  });
}

export const presetNames = Object.keys(passwordPresets) as (keyof typeof passwordPresets)[];

/** The preset whose values these are, if they are those of one. */
export const presetOf = (values: SettingValues) =>
  presetNames.find((name) => presetKeys.every((key) => sameValue(passwordPresets[name][key], values[key])));

/** What is stored for the values: where they are those of a preset, the preset. */
export function entriesFor(before: SettingValues, after: SettingValues) {
  const isSame = (key: string) => sameValue(before[key], after[key]);
  const preset = presetOf(after);
  const isPresetNew = preset !== undefined && presetKeys.some((key) => !isSame(key));
  const own = Object.entries(after).filter(
    ([key]) => !isSame(key) && !(isPresetNew && presetKeys.some((one) => one === key)),
  );
  const entries = own.map(([key, value]) => ({ key, value }));
  return isPresetNew ? [{ key: presetKey, value: preset }, ...entries] : entries;
}

/** Two texts may ask for the same characters. */
function sameValue(one: string | undefined, other: string | undefined): boolean {
  if (one === other) return true;
  if (!one?.startsWith('{') || !other?.startsWith('{')) return one?.toLowerCase() === other?.toLowerCase();
  return JSON.stringify(parseComplexity(one)) === JSON.stringify(parseComplexity(other));
}
