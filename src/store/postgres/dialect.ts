import { type Kysely, sql } from 'kysely';
import type { Changes } from '../changes.ts';
import type { StoreDialect } from '../dialect.ts';
import { migrations } from './migrations/index.ts';
import { withoutLimit } from './statements.ts';
import { countAnew } from './statistics.ts';
import { textIndex } from './text-index.ts';

/** What is said to PostgreSQL. */
export const postgresSql = (changes: Changes | undefined): StoreDialect => ({
  isShared: true,
  migrations,
  readBaseline: undefined,
  changes,
  textIndex,
  tableNames: sql`select relname as name from pg_class
    where relkind in ('r', 'p') and relnamespace = current_schema()::regnamespace`,
  columns: sql`select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
      coalesce(array_position(p.conkey, a.attnum), 0) as place
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace`,
  madeLater: sql`select c.relname as name, format('drop index %I', c.relname) as drop, pg_get_indexdef(c.oid) as make
    from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace and c.relname not like 'migrations%'
      and not exists (select 1 from pg_constraint where conindid = c.oid)
    union all select format('%s %s', conrelid::regclass, conname), format('alter table %s drop constraint %I', conrelid::regclass, conname),
      format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`,
  hasArrays: true,
  rowOrder: sql`id`,

  usersInOrder: (organizationId) => sql`organization_id = ${organizationId}`,

  elements: (json) => sql`json_array_elements_text(${json}::json)`,

  /** Put together before the search begins, the array is looked up value by value on an index. */
  isAmong: (column, json, type) => {
    const values = sql`array(select json_array_elements_text(${json}::json))`;
    return sql`${sql.ref(column)} = any(${values}${type === 'number' ? sql`::bigint[]` : sql``})`;
  },

  isOneOf: (column, values) => {
    if (values.length === 0) return sql`false`;
    const type = typeof values[0] === 'number' ? sql`bigint[]` : sql`text[]`;
    return sql`${sql.ref(column)} = any(${values}::${type})`;
  },

  /** It knows how many rows there are. */
  sortedLast: (value) => value,

  contains: (whole, part) => sql`strpos(${whole}, ${part}) > 0`,

  arrayOf: (column) => sql`json_agg(${sql.ref(column)})::text`,

  /**
   * In the binary form of JSON an element is found without reading the text of the row again. To make a record of each row
   * takes several times as long.
   */
  rowsOf: (kinds, json) => {
    const values = kinds.map((kind, index) =>
      kind === 'number' ? sql`(value ->> ${sql.lit(index)})::bigint` : sql`value ->> ${sql.lit(index)}`,
    );
    return sql`select ${sql.join(values)} from jsonb_array_elements(${json}::jsonb) as element(value)`;
  },

  /** It may take long, but nobody waits long because it waits for a table: those who come later stand behind it. */
  async beginMigration(db) {
    await sql`set local lock_timeout = 2000`.execute(db);
    await sql.raw(withoutLimit).execute(db);
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(db);
    await changeInOrder(db);
  },

  changeInOrder,
  countAnew,

  /** What was deleted stays in the files until the room is used again; nothing can be done about it from here. */
  async overwriteDeleted() {},

  /** A commit waits for the disk, but for what nobody is told of. */
  async flush() {},
});

/** Without Citus, nobody reads what is set here. */
async function changeInOrder<T>(db: Kysely<T>): Promise<void> {
  await sql`set local citus.multi_shard_modify_mode = 'sequential'`.execute(db);
}
