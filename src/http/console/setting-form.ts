import type { SettingKey } from '../../directory/setting.ts';
import { GatehouseError } from '../../errors.ts';
import { checkField, type Faults } from '../pages/fields.ts';
import type { Markup } from '../pages/markup.ts';
import { faultsOf } from './faults.ts';
import { numberField } from './fields.ts';
import { boxOf } from './filled-field.ts';
import type { ConsoleAnswer, ConsoleVisit, FilledField } from './page.ts';
import { refusalText } from './refusal-text.ts';

// Settings of an organization as fields of a form, each under its own key, so that what is refused stands beside its field.

/** A setting that a form has. Its label is the text `setting.KEY`, and what it costs `setting.KEY.hint`. */
export interface SettingField {
  readonly key: SettingKey;
  /** A box, or a number between two others. */
  readonly range?: readonly [least: number, most: number];
}

export type SettingValues = Readonly<Record<string, string>>;

/** The values in force: those of the organization, of the host, or the built-in ones. */
export async function readSettings(visit: ConsoleVisit, keys: readonly string[]): Promise<SettingValues> {
  const rows = await visit.call<readonly { readonly key: string; readonly value: string | null }[]>(
    'Setting_GetSettingsBulk',
    { query: { partitionGlobalId: visit.organization.id, key: keys } },
  );
  const byKey = new Map(rows.map(({ key, value }) => [key.toLowerCase(), value ?? '']));
  return Object.fromEntries(keys.map((key) => [key, byKey.get(key.toLowerCase()) ?? '']));
}

export interface SettingEntry {
  readonly key: string;
  readonly value: string;
}

/** What of the values is another than before. */
export const changes = (before: SettingValues, after: SettingValues): readonly SettingEntry[] =>
  Object.entries(after).flatMap(([key, value]) => (before[key] === value ? [] : [{ key, value }]));

/** Stores what has changed. */
export async function saveSettings(visit: ConsoleVisit, entries: readonly SettingEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const body = { partitionGlobalId: visit.organization.id, settings: entries };
  await visit.call('Setting_UpdateSettings', { body });
}

/** The fields with these values, as `filled` has them. */
export const filledSettings = (
  visit: ConsoleVisit,
  fields: readonly SettingField[],
  values: SettingValues,
): readonly FilledField[] =>
  fields.map(({ key, range }) => {
    const [label, value = ''] = [visit.t(`setting.${key}` as never), values[key]];
    return range ? { name: key, label, values: [value] } : boxOf(visit, key, label, value.toLowerCase() === 'true');
  });

/** What was sent for the fields, as settings have it. */
export const sentValues = ({ form }: ConsoleVisit, fields: readonly SettingField[]): SettingValues =>
  Object.fromEntries(
    fields.map(({ key, range }) => [
      key,
      range ? (form.get(key) ?? '').trim() : form.get(key) === 'yes' ? 'true' : 'false',
    ]),
  );

/** The fields, filled with these values. */
export const settingFields = (
  { t }: ConsoleVisit,
  fields: readonly SettingField[],
  values: SettingValues,
  faults: Faults,
): readonly Markup[] =>
  fields.map(({ key, range }) => {
    const [label, hint] = [t(`setting.${key}` as never), t(`setting.${key}.hint` as never)];
    const value = values[key] ?? '';
    if (!range) return checkField({ name: key, label, hint, isChecked: value.toLowerCase() === 'true' });
    const [least, most] = range;
    return numberField({ name: key, label, hint, faults, value, least, most });
  });

/**
 * As `orFaults`, for what is refused under the key of a setting.
 *
 * @param places the field beside which it is said, by the key; what has none is said of the whole form.
 */
export async function orSettingFaults(
  visit: ConsoleVisit,
  places: Readonly<Record<string, string>>,
  work: () => Promise<ConsoleAnswer>,
  again: (faults: Faults) => Promise<ConsoleAnswer>,
): Promise<ConsoleAnswer> {
  try {
    return await work();
  } catch (error) {
    const failure = error instanceof GatehouseError ? error.failure : undefined;
    const faults =
      failure?.code === 'ValidationFailed' ? placed(visit, places, failure.errors) : faultsOf(visit, error);
    if (!faults) throw error;
    return await again(faults);
  }
}

function placed(
  { t }: ConsoleVisit,
  places: Readonly<Record<string, string>>,
  errors: Readonly<Record<string, readonly string[]>>,
): Faults {
  const faults: Record<string, readonly string[]> = {};
  for (const [key, texts] of Object.entries(errors)) {
    const name = places[key] ?? '';
    faults[name] = [...(faults[name] ?? [t('setting.refused')]), ...texts.map((text) => refusalText(t, text))];
  }
  return faults;
}

/** Numbers say beside themselves what is wrong with them. */
export const placesOf = (fields: readonly SettingField[]): Readonly<Record<string, string>> =>
  Object.fromEntries(fields.flatMap(({ key, range }) => (range ? [[key, key]] : [])));
