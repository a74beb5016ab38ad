import { type Kysely, type Selectable, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { hostId } from '../directory/organization.ts';
import type { Sealer } from '../directory/sealer.ts';
import {
  canonicalSettingKeys,
  isSecretSetting,
  type SettingLevel,
  type Settings,
  type SettingValue,
  type StoredSetting,
  secretMask,
  valuesInForce,
} from '../directory/setting.ts';
import { takeNumbers } from './counters.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';
import { insertRows } from './rows.ts';
import { sealSetting } from './secret-setting.ts';

export function settings(db: Kysely<Database>, sealer: Sealer): Settings {
  const stored = async (level: SettingLevel, keys?: readonly string[]): Promise<readonly SettingRow[]> => {
    if (keys === undefined) return await atLevel(db, level).orderBy('key_key').execute();
    const { organizationId, userId } = level;
    const named = { organizationId, userId: userId ?? '', keys: jsonList(keys.map(canonical)) };
    return (await storedAmong(db, named)).rows;
  };

  const write = async (level: SettingLevel, values: readonly SettingValue[]): Promise<readonly StoredSetting[]> => {
    if (values.length === 0) return [];
    const { organizationId } = level;
    const known = new Map((await stored(level, keysOf(values))).map((row) => [row.key_key, row]));
    const fresh = values.filter(({ key }) => !known.has(canonical(key))).length;
    let id = fresh === 0 ? 0 : await takeNumbers(db, organizationId, 'setting', fresh);
    const isKept = ({ key, value }: SettingValue) => value === secretMask && isSecretSetting(key);
    const rowOf = (entry: SettingValue): SettingRow => {
      const { key, value } = entry;
      const row = known.get(canonical(key)) ?? newRow(level, key, id++);
      if (isKept(entry)) return row;
      return { ...row, value: value && sealSetting(sealer, organizationId, key, value) };
    };
    const rows = values.map(rowOf);
    await putAll(db, rows.filter((row) => row !== known.get(row.key_key)).map(columnsOf));
    return rows.map(toSetting);
  };

  return {
    async inForce(organizationId) {
      const [host, own] = await Promise.all([
        storedAt(db, { organizationId: hostId }),
        organizationId === hostId ? undefined : storedAt(db, { organizationId }),
      ]);
      return valuesInForce(host.rows, own?.rows ?? []);
    },

    async isStored(organizationId, key) {
      const row = await db
        .selectFrom('settings')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', '')
        .where('key_key', '=', canonical(key))
        .executeTakeFirst();
      return row !== undefined;
    },

    stored: async (level, keys) => (await stored(level, keys)).map(toSetting),

    size: async (level) => {
      const bytes = sql<number>`coalesce(sum(octet_length(key) + coalesce(octet_length(value), 0)), 0)`;
      const row = await atLevel(db, level)
        .clearSelect()
        .select(({ fn }) => [fn.countAll<number>().as('keys'), bytes.as('bytes')])
        .executeTakeFirstOrThrow();
      return { keys: Number(row.keys), bytes: Number(row.bytes) };
    },

    write,

    async find(organizationId, id) {
      // No index has the number, and everybody may have settings.
      const all = db.selectFrom('settings').where('organization_id', '=', organizationId);
      const isLong = await hasManyRows(db, all);
      const row = await all
        .$if(isLong, (one) => one.modifyFront(onThread))
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirst();
      return row && toSetting(row);
    },

    async delete({ organizationId, userId }, keys) {
      // Citus deletes nothing by a list that a query takes apart first.
      await db
        .deleteFrom('settings')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', userId ?? '')
        .where(dialectOf(db).isOneOf('key_key', keys.map(canonical)))
        .execute();
    },

    put: async (organizationId, key, value) => {
      await write({ organizationId: organizationId ?? hostId, userId: null }, [{ key, value }]);
    },
  };
}

type SettingRow = Selectable<Database['settings']>;

const atLevel = (db: Kysely<Database>, { organizationId, userId }: SettingLevel) =>
  db
    .selectFrom('settings')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', userId ?? '');

const toSetting = (row: SettingRow): StoredSetting => ({
  id: row.id,
  key: row.key,
  value: row.value && isSecretSetting(row.key) ? secretMask : row.value,
  organizationId: row.organization_id,
  userId: row.user_id === '' ? null : row.user_id,
});

interface Known {
  readonly key_key: string;
  readonly value: string | null;
}

const keysOf = (values: readonly SettingValue[]): readonly string[] => values.map(({ key }) => key);

const newRow = ({ organizationId, userId }: SettingLevel, key: string, id: number): SettingRow => ({
  ...{ organization_id: organizationId, user_id: userId ?? '', key_key: canonical(key), id, key, value: null },
});

const columns = ['organization_id', 'user_id', 'key_key', 'id', 'key', 'value'] as const;

const columnsOf = (row: SettingRow) => columns.map((column) => row[column]);

const putAll = insertRows('settings', columns, {
  numbers: ['id'],
  onTaken: { key: ['organization_id', 'user_id', 'key_key'], replaced: ['value'] },
});

const storedAmong = prepared<
  { readonly organizationId: string; readonly userId: string; readonly keys: string },
  SettingRow
>((db, place) =>
  db
    .selectFrom('settings')
    .selectAll()
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('userId'))
    .where(dialectOf(db).isAmong('key_key', place('keys'), 'text'))
    .orderBy('key_key'),
);

/** Of each level alone, so that each is asked of the one whose it is. */
const storedAt = remembered(
  ['settings'],
  prepared<{ readonly organizationId: string }, Known>((db, place) =>
    db
      .selectFrom('settings')
      .select(['key_key', 'value'])
      .where('organization_id', '=', place('organizationId'))
      .where('user_id', '=', '')
      .where('key_key', 'in', [...canonicalSettingKeys]),
  ),
);
