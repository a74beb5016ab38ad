import { type Kysely, sql } from 'kysely';
import { GatehouseError, StartupError } from '../../errors.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { type Kind, kinds, signpostKeys, tablesOf } from '../kinds.ts';
import { inTurn } from '../migration-turn.ts';
import { tableNames } from '../table-names.ts';

// With the extension Citus, the rows of a table lie on several servers, which is for the database to look after: everything is
// asked through one of them, as if it had all of it. It has to be told once of each table how its rows are divided.

type Db = Kysely<Database>;
type Table = keyof Database & string;

/** All tables that belong to organizations are divided like this one, so that everything of an organization lies together. */
const pattern: Table = 'users';

/** By which column the rows of a table are divided; undefined where each server has all of them. */
function divisionOf(table: Table): string | undefined {
  if (kinds[table] === 'owned') return 'organization_id';
  return table in signpostKeys ? signpostKeys[table as keyof typeof signpostKeys] : undefined;
}

/**
 * The tables that Citus does not know yet, those first that others refer to. None where the database is without Citus.
 *
 * @throws StartupError when somebody has divided a table by another column.
 */
export async function undistributedTables(db: Db): Promise<readonly Table[]> {
  if (!dialectOf(db).isShared || !(await hasCitus(db))) return [];
  const there = await tableNames(db);
  const placed = await placements(db);
  const order: readonly Kind[] = ['global', 'signpost', 'owned'];
  const tables = order.flatMap(tablesOf).filter((table) => there.has(table));
  for (const table of tables) {
    const column = placed.get(table);
    if (placed.has(table) && column !== divisionOf(table)) throw wronglyDivided(table, column);
  }
  return tables.filter((table) => !placed.has(table));
}

/**
 * Divides the rows of the tables among the servers of Citus, also those that are there. One process does it at a time, in one
 * transaction, which keeps others from the tables for as long as it takes to copy the rows. Gives the tables that were divided.
 *
 * @throws StartupError with what Citus says when it cannot be done; all is as it was.
 */
export async function distribute(db: Db): Promise<readonly string[]> {
  const isNext = async () => (await undistributedTables(db)).length > 0;
  if (!(await isNext())) return [];
  return await inTurn(db, isNext, async () => {
    const tables = await undistributedTables(db);
    await db.transaction().execute((transaction) => distributeTables(transaction, tables));
    return tables;
  }).catch((error: unknown) => {
    if (error instanceof GatehouseError || error instanceof StartupError) throw error;
    throw notDistributed(error as CitusError);
  });
}

async function distributeTables(db: Db, tables: readonly Table[]): Promise<void> {
  await dialectOf(db).beginMigration(db as Kysely<unknown>);
  // A table that refers to another is divided after it only without the rule that says so.
  const rules = await foreignKeys(db, tables);
  for (const { table, name } of rules)
    await sql`alter table ${sql.ref(table)} drop constraint ${sql.ref(name)}`.execute(db);
  for (const table of tables) {
    const column = divisionOf(table);
    const beside = kinds[table] === 'owned' && table !== pattern ? pattern : 'none';
    await (column === undefined
      ? sql`select create_reference_table(${table})`
      : sql`select create_distributed_table(${table}, ${column}, colocate_with => ${beside})`
    ).execute(db);
    // What was in it stays behind unseen otherwise.
    await sql`select truncate_local_data_after_distributing_table(${table})`.execute(db);
  }
  for (const { table, name, definition } of rules) {
    await sql`alter table ${sql.ref(table)} add constraint ${sql.ref(name)} ${sql.raw(definition)}`.execute(db);
  }
}

async function hasCitus(db: Db): Promise<boolean> {
  const { rows } = await sql<{ installed: number }>`select exists
    (select from pg_extension where extname = 'citus') as installed`.execute(db);
  return rows[0]?.installed === 1;
}

/** By table, the column by which it is divided, or undefined if each server has all of it (manual of Citus, "Citus Tables"). */
async function placements(db: Db): Promise<ReadonlyMap<string, string | undefined>> {
  const { rows } = await sql<{ name: string; column: string | null }>`
    select c.relname as name, column_to_column_name(p.logicalrelid, p.partkey) as column
    from pg_dist_partition p join pg_class c on c.oid = p.logicalrelid
    where c.relnamespace = current_schema()::regnamespace and (p.partmethod <> 'n' or p.repmodel = 't')`.execute(db);
  return new Map(rows.map(({ name, column }) => [name, column ?? undefined]));
}

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

async function foreignKeys(db: Db, tables: readonly Table[]): Promise<readonly ForeignKey[]> {
  const names = sql`array[${sql.join(tables)}]::text[]`;
  const { rows } = await sql<ForeignKey>`
    select c.relname as table, f.conname as name, pg_get_constraintdef(f.oid) as definition
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class r on r.oid = f.confrelid
    where f.contype = 'f' and c.relnamespace = current_schema()::regnamespace
      and (c.relname = any(${names}) or r.relname = any(${names}))`.execute(db);
  return rows;
}

type CitusError = Error & { readonly detail?: string; readonly hint?: string };

function notDistributed({ message, detail, hint }: CitusError): StartupError {
  const said = [message, detail, hint].filter((text) => text !== undefined).join('. ');
  return new StartupError(
    `The tables cannot be divided among the servers of Citus (${said}). Put that right and start again; nothing was changed.`,
  );
}

const wronglyDivided = (table: Table, column: string | undefined): StartupError =>
  new StartupError(
    `Citus divides the table ${table} by ${column ?? 'nothing'}, and not by ${divisionOf(table) ?? 'nothing'}. Take that back: select undistribute_table('${table}', cascade_via_foreign_keys => true).`,
  );
