import { type Kysely, type RawBuilder, sql } from 'kysely';
import { mapInTurns } from '../turns.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

/** How long the operator wants things kept. */
export interface Retention {
  readonly loginAttemptDays: number;
}

/** The circumstances of one step. */
interface SweepAt {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly retention: Retention;
  /** How many rows it ends at most, so that it is never long. */
  readonly limit: number;
}

/**
 * Ends rows whose time is over: finds some, wherever they are, and gives the statements that end them; where the rows of an
 * organization have a place of their own, one for each.
 */
export type Sweep = (db: Kysely<Database>, at: SweepAt) => Promise<readonly RawBuilder<unknown>[]>;

type Table = keyof Database;

/** Which rows are meant. It has to be answered by an index; a test looks at the plan of every sweep. */
type Condition = (at: SweepAt) => RawBuilder<unknown>;

/** Deletes the rows that the condition describes. `key` is the primary key of the table. */
export function deleteWhere<T extends Table>(
  table: T,
  key: readonly (keyof Database[T] & string)[],
  condition: Condition,
): Sweep {
  return (db, at) => overdue(db, sql`delete from ${sql.table(table)}`, { table, key, condition: condition(at) }, at);
}

/** Changes the rows that the condition describes, so that it describes them no more. */
export function updateWhere<T extends Table>(
  table: T,
  key: readonly (keyof Database[T] & string)[],
  change: Condition,
  condition: Condition,
): Sweep {
  return (db, at) =>
    overdue(db, sql`update ${sql.table(table)} set ${change(at)}`, { table, key, condition: condition(at) }, at);
}

interface Rows {
  readonly table: Table;
  readonly key: readonly string[];
  readonly condition: RawBuilder<unknown>;
}

const everywhere = sql.raw('/* wherever they are */');

/** The embedded store ends them by what it finds itself: keys that pass through here would be garbage by the megabyte. */
async function isAny(db: Kysely<Database>, table: Table, condition: RawBuilder<unknown>): Promise<boolean> {
  const { rows } = await sql`select ${everywhere} 1 from ${sql.table(table)} where ${condition} limit 1`.execute(db);
  return rows.length > 0;
}

async function overdue(
  db: Kysely<Database>,
  change: RawBuilder<unknown>,
  { table, key, condition }: Rows,
  { limit }: SweepAt,
): Promise<readonly RawBuilder<unknown>[]> {
  const [first, ...rest] = key;
  const columns = sql.join(key.map((column) => sql.ref(column)));
  const found = sql`select ${columns} from ${sql.table(table)} where ${condition} limit ${limit}`;
  if (first !== 'organization_id') return [sql`${change} where (${columns}) in (${found})`];
  if (!dialectOf(db).isShared)
    return (await isAny(db, table, condition)) ? [sql`${change} where ${everywhere} (${columns}) in (${found})`] : [];
  const { rows } = await (found as RawBuilder<Record<string, unknown>>).execute(db);
  const byOrganization = Map.groupBy(rows, ({ organization_id }) => organization_id);
  return await mapInTurns([...byOrganization], ([organizationId, keys]) => {
    const listed = JSON.stringify(keys.map((row) => rest.map((column) => row[column])));
    const names = sql.join(rest.map((column) => sql.ref(column)));
    const kinds = rest.map((column) => (typeof keys[0]?.[column] === 'number' ? 'number' : 'text'));
    const isMeant = sql`(${names}) in (${dialectOf(db).rowsOf(kinds, listed)})`;
    return sql`${change} where organization_id = ${organizationId} and ${isMeant} and ${condition}`;
  });
}
