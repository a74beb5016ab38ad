import { excerpt } from '../directory/audit/excerpt.ts';
import { canonical } from '../directory/canonical.ts';
import { auditEntryOf, type Command } from '../directory/command.ts';
import type { Permitted } from '../directory/permission.ts';
import { isSecretSetting, type SettingLevel, type StoredSetting, secretMask } from '../directory/setting.ts';
import type { Store, Tables } from '../directory/store.ts';
import { conflict, entityNotFound, validationFailed } from '../errors.ts';
import { inTurns } from '../turns.ts';
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
    const rows: StoredSetting[] = [];
    for await (const entry of inTurns(withoutStalePassword(server, request.entries))) {
      rows.push(await writeSetting(tables, command, entry));
    }
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

interface WriteSetting extends Command<'setting.write'> {
  readonly permitted: Permitted<'setting.write', SettingLevel>;
}

/** Stores one setting and writes down who changed it from what to what. */
export async function writeSetting(
  tables: Tables,
  command: WriteSetting,
  { key, value }: SettingEntry,
): Promise<StoredSetting> {
  const { object: level } = command.permitted;
  const [before] = await tables.settings.stored(level, [key]);
  const isUnchanged = before?.value === value && (!isSecretSetting(key) || value === secretMask || !value);
  if (before && isUnchanged) return before;
  const after = await tables.settings.write(level, key, value);
  const details = { key: after.key, before: excerpt(before?.value), after: excerpt(after.value) };
  const targetId = level.userId ?? level.organizationId;
  await tables.audit.append(auditEntryOf(command, { category: 'Setting', action: 'Update', targetId, details }));
  return after;
}
