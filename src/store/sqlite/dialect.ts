import { sql } from 'kysely';
import type { Changes } from '../changes.ts';
import type { StoreDialect } from '../dialect.ts';
import { readBaseline } from './baseline.ts';
import { migrations } from './migrations/index.ts';
import { textIndex } from './text-index.ts';

/** What is said to SQLite about a store. */
export const sqliteSql = (changes: Changes, flush: StoreDialect['flush']): StoreDialect => ({
  isShared: false,
  migrations,
  readBaseline,
  changes,
  flush,
  textIndex,
  tableNames: sql`select name from sqlite_schema where type = 'table' and name not like 'sqlite~_%' escape '~'`,
  columns: sql`select t.name as "table", c.name as "column", c.type, c.pk as place
    from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'`,
  madeLater: undefined,
  hasArrays: false,
  rowOrder: sql`rowid`,

  /** The number of a user begins with that of the organization, whose id would take most of such an index. */
  usersInOrder: (organizationId) =>
    sql`(search_id >> 31) = (select +number from organizations where id = ${organizationId})`,

  elements: (json) => sql`json_each(${json})`,

  isAmong: (column, json) => sql`${sql.ref(column)} in (select value from json_each(${json}))`,

  isOneOf: (column, values) => sql`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`,

  sortedLast: (value) => sql`+${value}`,

  contains: (whole, part) => sql`instr(${whole}, ${part}) > 0`,

  arrayOf: (column) => sql`json_group_array(${sql.ref(column)})`,

  /** From the binary form of JSON, whose elements are found without reading the text of the row again for each column. */
  rowsOf: (kinds, json) => {
    const values = kinds.map((_, index) => sql`value ->> ${sql.lit(index)}`);
    return sql`select ${sql.join(values)} from jsonb_each(${json}) where true`;
  },

  async beginMigration() {},

  async changeInOrder() {},

  /** Its planner counts nothing. */
  async countAnew() {},

  async overwriteDeleted(db) {
    await sql`pragma secure_delete = on`.execute(db);
  },
});
