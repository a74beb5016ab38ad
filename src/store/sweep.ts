import { type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** How long the operator wants things kept. */
export interface Retention {
  readonly loginAttemptDays: number;
}

/** The circumstances of one statement. */
interface SweepAt {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly retention: Retention;
  /** How many rows it ends at most, so that it is never long. */
  readonly limit: number;
}

/** Makes a statement that ends rows whose time is over. */
export type Sweep = (at: SweepAt) => RawBuilder<unknown>;

type Table = keyof Database;

/** Which rows are meant. It has to be answered by an index; a test looks at the plan of every sweep. */
type Condition = (at: SweepAt) => RawBuilder<unknown>;

/** Deletes the rows that the condition describes. `key` is the primary key of the table. */
export function deleteWhere<T extends Table>(
  table: T,
  key: readonly (keyof Database[T] & string)[],
  condition: Condition,
): Sweep {
  return (at) => sql`delete from ${sql.table(table)} where ${among(table, key, condition, at)}`;
}

/** Changes the rows that the condition describes, so that it describes them no more. */
export function updateWhere<T extends Table>(
  table: T,
  key: readonly (keyof Database[T] & string)[],
  change: Condition,
  condition: Condition,
): Sweep {
  return (at) => sql`update ${sql.table(table)} set ${change(at)} where ${among(table, key, condition, at)}`;
}

function among(table: Table, key: readonly string[], condition: Condition, at: SweepAt): RawBuilder<unknown> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  return sql`(${columns}) in (select ${columns} from ${sql.table(table)} where ${condition(at)} limit ${at.limit})`;
}
