import type { SettingKey } from '../../directory/setting.ts';
import { GatehouseError } from '../../errors.ts';
import { checkField, type Faults } from '../pages/fields.ts';
import type { Markup } from '../pages/markup.ts';
import { faultsOf, orFaults } from './faults.ts';
import { numberField } from './fields.ts';
import { boxOf, textOf } from './filled-field.ts';
import { type ConsoleAnswer, type ConsoleVisit, type FilledField, inheritField } from './page.ts';
import { refusalText } from './refusal-text.ts';

// Settings of an organization as fields of a form, each under its own key, so that what is refused stands beside its field.

/** A setting that a form has. Its label is the text `setting.KEY`, and what it costs `setting.KEY.hint`. */
export interface SettingField {
  readonly key: SettingKey;
  /** A box, or a number between two others. */
  readonly range?: readonly [least: number, most: number];
}

export type SettingValues = Readonly<Record<string, string>>;

export interface SettingsRead {
  readonly values: SettingValues;
  /** The keys under which the organization itself has stored nothing. */
  readonly inherited: ReadonlySet<string>;
}

/** The values in force: those of the organization, of the host, or the built-in ones. */
export const readSettings = async (visit: ConsoleVisit, keys: readonly string[]): Promise<SettingValues> =>
  (await readWithLevel(visit, keys)).values;

/** As `readSettings`, with what is not the organization's own. */
export async function readWithLevel(visit: ConsoleVisit, keys: readonly string[]): Promise<SettingsRead> {
  const { id } = visit.organization;
  const rows = await visit.call<readonly SettingRow[]>('Setting_GetSettingsBulk', {
    query: { partitionGlobalId: id, key: keys },
  });
  const byKey = new Map(rows.map((row) => [row.key.toLowerCase(), row]));
  const found = keys.map((key) => [key, byKey.get(key.toLowerCase())] as const);
  const isOwn = (row: SettingRow | undefined) =>
    row !== undefined && Number(row.id) !== 0 && row.partitionGlobalId === id;
  return {
    values: Object.fromEntries(found.map(([key, row]) => [key, row?.value ?? ''])),
    inherited: new Set(found.flatMap(([key, row]) => (isOwn(row) ? [] : [key]))),
  };
}

interface SettingRow {
  /** Zero: there is no row. */
  readonly id: string | number;
  readonly key: string;
  readonly value: string | null;
  readonly partitionGlobalId: string;
}

/** Which of the keys a field is read from that the organization has not stored. */
export const inheritedBy = (inherited: ReadonlySet<string>, ...keys: readonly string[]) => ({
  inherited: keys.filter((key) => inherited.has(key)),
});

export interface SettingEntry {
  readonly key: string;
  readonly value: string;
}

/** What of the values is another than before. */
export const changes = (before: SettingValues, after: SettingValues): readonly SettingEntry[] =>
  Object.entries(after).flatMap(([key, value]) => (before[key] === value ? [] : [{ key, value }]));

/**
 * Stores what has changed. What the form takes back that was inherited is deleted instead.
 *
 * @param own the keys that the page is about: another may be for a page that asks for a proof first.
 */
export async function saveSettings(
  visit: ConsoleVisit,
  own: readonly string[],
  entries: readonly SettingEntry[],
): Promise<void> {
  const named = visit.form.get(inheritField)?.split(' ') ?? [];
  const keys = own.filter((key) => named.includes(key));
  const settings = entries.filter(({ key }) => !keys.includes(key));
  if (settings.length + keys.length === 0) return;
  // In one request: what is refused leaves nothing done by half.
  const body = { partitionGlobalId: visit.organization.id, settings, keys };
  await visit.call('Setting_ChangeSettings', { body });
}

/** The fields with what is stored, as `filled` has them. */
export const filledSettings = (
  visit: ConsoleVisit,
  fields: readonly SettingField[],
  { values, inherited }: SettingsRead,
): readonly FilledField[] =>
  fields.map(({ key, range }) => {
    const [label, value = ''] = [visit.t(`setting.${key}` as never), values[key]];
    const field = range ? textOf(key, label, value) : boxOf(visit, key, label, value.toLowerCase() === 'true');
    return { ...field, ...inheritedBy(inherited, key) };
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
export const orSettingFaults = (
  visit: ConsoleVisit,
  places: Readonly<Record<string, string>>,
  work: () => Promise<ConsoleAnswer>,
  again: (faults: Faults) => Promise<ConsoleAnswer>,
): Promise<ConsoleAnswer> =>
  orFaults(visit, work, again, (sender, error) => {
    const failure = error instanceof GatehouseError ? error.failure : undefined;
    return failure?.code === 'ValidationFailed' ? placed(sender, places, failure.errors) : faultsOf(sender, error);
  });

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
