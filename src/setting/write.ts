import type { AuditEntry } from '../directory/audit/entry.ts';
import { excerpt } from '../directory/audit/excerpt.ts';
import { canonical } from '../directory/canonical.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import type { Permitted } from '../directory/permission.ts';
import { isSecretSetting, type SettingLevel, type StoredSetting, secretMask } from '../directory/setting.ts';
import type { Store, Tables } from '../directory/store.ts';
import { conflict, entityNotFound, validationFailed } from '../errors.ts';
import { changeSettings } from './change.ts';
import { deleteStored } from './delete-stored.ts';
import { requireSafeguards } from './guarded.ts';
import { permitOnSettings, type SettingsTarget } from './level.ts';
import { mailServerKeys, withoutStalePassword, withParts } from './mail-server.ts';
import { replacedByPreset } from './preset.ts';
import { requireQuota } from './quota.ts';
import { refusedValue } from './rules.ts';

export interface SettingEntry {
  readonly key: string;
  readonly value: string | null;
}

interface WriteSettings extends SettingsTarget<'setting.write'>, Command<'setting.write'> {
  readonly entries: readonly SettingEntry[];
  /** What is deleted besides, so that what the level inherits counts again; keys under which there is nothing are skipped. */
  readonly deletedKeys?: readonly string[];
}

/**
 * Stores all of the entries at one level, or none. Returns the stored rows, in the order of the entries. A change of
 * how the mail server is reached has to bring its password again, or it is deleted.
 *
 * @throws GatehouseError Forbidden; ScopeMissing when a setting is guarded; NotFound for an unknown user;
 *   ValidationFailed when a value is refused or the quota is used up; Conflict when a key comes twice.
 */
export async function writeSettings(store: Store, request: WriteSettings): Promise<readonly StoredSetting[]> {
  const permitted = await permitOnSettings(store.users, request);
  if (!permitted) throw entityNotFound();
  const { object: level } = permitted;
  const deletedKeys = [
    ...new Map((request.deletedKeys ?? []).flatMap(withParts).map((key) => [canonical(key), key])).values(),
  ];
  const keys = [...request.entries.map(({ key }) => key), ...deletedKeys];
  requireSafeguards(permitted, keys);
  requireAcceptable(request.entries);
  requireDistinct(keys);
  const { at, traceId, clientIp } = request;
  const command = { permitted, at, traceId, clientIp };
  return await changeSettings(store, command, async (tables) => {
    const { settings } = tables;
    const before = await settings.size(level);
    const gone = [...deletedKeys, ...replacedByPreset(level, request.entries)];
    if (gone.length > 0) await deleteStored(tables, command, gone);
    const server = await settings.stored(level, mailServerKeys);
    const rows = await writeStored(tables, command, withoutStalePassword(server, request.entries));
    requireQuota(level, before, await settings.size(level));
    return rows.slice(0, request.entries.length);
  });
}

/**
 * Every refused value is reported, under the setting's key.
 *
 * @throws GatehouseError ValidationFailed.
 */
export function requireAcceptable(entries: readonly SettingEntry[]): void {
  const errors = entries.flatMap(({ key, value }) => {
    const problem = value === null ? undefined : refusedValue(key, value);
    return problem === undefined ? [] : [[key, [`The value of ${key} ${problem}.`]] as const];
  });
  if (errors.length > 0) throw validationFailed(Object.fromEntries(errors));
}

function requireDistinct(keys: readonly string[]): void {
  if (new Set(keys.map(canonical)).size === keys.length) return;
  throw conflict('The request contains the same setting more than once.');
}

interface WriteStored extends Command<'setting.write'> {
  readonly permitted: Permitted<'setting.write', SettingLevel>;
}

/** What a level has under a key before it is written, and after. */
interface Written {
  readonly before: StoredSetting | undefined;
  readonly after: StoredSetting;
}

/**
 * Stores settings, of which no key comes twice, and writes down who changed which from what to what, in as many statements for all
 * of them as for one. Returns the rows, in the order of the entries.
 */
export async function writeStored(
  { settings, audit }: Tables,
  command: WriteStored,
  entries: readonly SettingEntry[],
): Promise<readonly StoredSetting[]> {
  const { object: level, organizationId } = command.permitted;
  const stored = byKey(
    await settings.stored(
      level,
      entries.map(({ key }) => key),
    ),
  );
  const changes = entries.filter((entry) => isChange(stored.get(canonical(entry.key)), entry));
  const changed = await settings.write(level, changes);
  const written = changed.map((after): Written => ({ before: stored.get(canonical(after.key)), after }));
  await audit.appendMany(organizationId, written, (one) => updateEntry(command, one));
  const found = new Map([...stored, ...byKey(changed)]);
  return entries.flatMap(({ key }) => found.get(canonical(key)) ?? []);
}

const byKey = (rows: readonly StoredSetting[]) => new Map(rows.map((row) => [canonical(row.key), row]));

/** What is behind a mask nobody can compare. */
const isChange = (before: StoredSetting | undefined, { key, value }: SettingEntry): boolean =>
  before?.value !== value || (isSecretSetting(key) && value !== secretMask && Boolean(value));

function updateEntry(command: WriteStored, { before, after }: Written): AuditEntry {
  const { object: level } = command.permitted;
  const details = { key: after.key, before: excerpt(before?.value), after: excerpt(after.value) };
  const targetId = level.userId ?? level.organizationId;
  return auditEntryOf(command, { category: 'Setting', action: 'Update', targetId, details });
}
