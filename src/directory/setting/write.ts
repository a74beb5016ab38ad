import { GatehouseError } from '../../errors.ts';
import { type AuditActor, type AuditOrigin, auditActor } from '../audit.ts';
import { canonical } from '../canonical.ts';
import { requireSafeguards } from '../permission.ts';
import { isSecretSetting, type SettingLevel, type StoredSetting, secretMask } from '../setting.ts';
import type { Store, Tables } from '../store.ts';
import { isGuardedSetting } from './guarded.ts';
import { type SettingsTarget, settingLevel } from './level.ts';
import { mailServerKeys, withoutStalePassword } from './mail-server.ts';
import { requireRoom } from './room.ts';
import { refusedValue } from './rules.ts';

export interface WriteSettingsTools {
  readonly store: Store;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface SettingEntry {
  readonly key: string;
  readonly value: string | null;
}

interface WriteSettings extends SettingsTarget {
  readonly entries: readonly SettingEntry[];
  readonly traceId: string;
  readonly clientIp: string;
}

/**
 * Stores all of the entries at one level, or none. Answers the stored rows, in the order of the entries. Who changes how
 * the mail server is reached sends its password again, or it is forgotten.
 *
 * @throws GatehouseError Forbidden; ScopeMissing when a setting is guarded; NotFound for an unknown user;
 *   ValidationFailed when a value is refused or there is no room; Conflict when a key comes twice.
 */
export async function writeSettings(
  { store, now }: WriteSettingsTools,
  request: WriteSettings,
): Promise<readonly StoredSetting[]> {
  const level = await settingLevel(store.users, request);
  if (!level) throw new GatehouseError({ code: 'NotFound', detail: 'The entity was not found.' });
  if (level.userId === null && request.entries.some(({ key }) => isGuardedSetting(key))) {
    requireSafeguards(request.actor);
  }
  requireAcceptable(request.entries);
  requireDistinct(request.entries);
  const at = now();
  const record = { actor: auditActor(request.actor), traceId: request.traceId, clientIp: request.clientIp };
  return await store.transaction(async (tables) => {
    const { settings } = tables;
    const before = await settings.size(level);
    const server = await settings.stored(level, mailServerKeys);
    const rows: StoredSetting[] = [];
    for (const entry of withoutStalePassword(server, request.entries)) {
      rows.push(await writeSetting(tables, record, level, entry, at));
    }
    requireRoom(level, before, await settings.size(level));
    return rows.slice(0, request.entries.length);
  });
}

/** Every refused value is reported, under the setting's key. */
function requireAcceptable(entries: readonly SettingEntry[]): void {
  const errors = entries.flatMap(({ key, value }) => {
    const problem = value === null ? undefined : refusedValue(key, value);
    return problem === undefined ? [] : [[key, [`The value of ${key} ${problem}.`]] as const];
  });
  if (errors.length > 0) throw new GatehouseError({ code: 'ValidationFailed', errors: Object.fromEntries(errors) });
}

function requireDistinct(entries: readonly SettingEntry[]): void {
  if (new Set(entries.map(({ key }) => canonical(key))).size === entries.length) return;
  throw new GatehouseError({ code: 'Conflict', detail: 'The request contains the same setting more than once.' });
}

/** Stores one setting and writes down who changed it from what to what. */
export async function writeSetting(
  tables: Tables,
  record: AuditOrigin & { readonly actor: AuditActor },
  level: SettingLevel,
  { key, value }: SettingEntry,
  at: number,
): Promise<StoredSetting> {
  const [before] = await tables.settings.stored(level, [key]);
  const isUnchanged = before?.value === value && (!isSecretSetting(key) || value === secretMask || !value);
  if (before && isUnchanged) return before;
  const after = await tables.settings.write(level, key, value);
  await tables.audit.append({
    organizationId: level.organizationId,
    at,
    category: 'Setting',
    action: 'Update',
    actor: record.actor,
    targetId: level.userId ?? level.organizationId,
    details: { key: after.key, before: excerpt(before?.value), after: excerpt(after.value) },
    traceId: record.traceId,
    clientIp: record.clientIp,
  });
  return after;
}

/** Preferences and pictures may be long; the record says enough to recognize them. */
function excerpt(value: string | null | undefined): string | null {
  if (value === null || value === undefined) return null;
  return value.length <= 300 ? value : `${value.slice(0, 300)}…`;
}
