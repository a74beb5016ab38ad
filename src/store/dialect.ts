import type { Kysely, RawBuilder } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';
import type { TextIndex } from './users/text-index.ts';

/** What can be made when tables are full: an index or a reference. */
interface MadeLater {
  readonly name: string;
  readonly drop: string;
  readonly make: string;
}

/** A column as the catalogue of a store has it. */
export interface CatalogueColumn {
  readonly table: string;
  readonly column: string;
  /** As its store calls it. */
  readonly type: string;
  /** Which column of the primary key it is, counted from 1; 0 for none. */
  readonly place: number;
}

/**
 * What the embedded store and PostgreSQL say differently, and all that the queries know of it. A `json` is the text of an
 * array, or the place of one in a prepared query.
 */
export interface StoreDialect {
  /** Whether other processes may write to the store at the same time: not those that serve the embedded one. */
  readonly isShared: boolean;
  /** Every migration there is, in the order in which they run. */
  readonly migrations: Readonly<Record<string, Migration>>;
  /**
   * Reads the statements that make of an empty store what the migrations make of it, those with which these are noted included;
   * migrations that are newer than they run afterwards. Undefined where the first migration does so.
   */
  readonly readBaseline: (() => Promise<readonly string[]>) | undefined;
  /** Without it nothing is remembered, and every query runs. */
  readonly changes: Changes | undefined;
  readonly textIndex: TextIndex;
  /** A query for the name of every table. */
  readonly tableNames: RawBuilder<{ readonly name: string }>;
  /** A query for the columns of every table. */
  readonly columns: RawBuilder<CatalogueColumn>;
  /**
   * A query for the indexes and references that are not needed to fill tables, with the statements that drop and make each: at
   * once, for all rows, that takes a fraction of the time. Undefined where nothing is gained by it.
   */
  readonly madeLater: RawBuilder<MadeLater> | undefined;
  /** Whether a parameter may be an array, which is taken in half of the time that it takes for JSON. */
  readonly hasArrays: boolean;
  /** Tells rows of a table apart that are equal by an index, as cheaply as can be. */
  readonly rowOrder: RawBuilder<unknown>;
  /** The users of an organization, by the column with which the indexes of their names and of their creation begin. */
  usersInOrder(organizationId: string): RawBuilder<boolean>;

  /** The elements of an array, as rows with one column, `value`: for a `from`, with a name behind it. */
  elements(json: string): RawBuilder<unknown>;
  /** Whether a column has one of the values in the array. */
  isAmong(column: string, json: string, type: 'text' | 'number'): RawBuilder<boolean>;
  /**
   * Whether a column has one of the values, or the negation of it, in a query that is not prepared: where they are in the hand of
   * the planner, it looks them up on an index, or has a table of them to look each row up in, whichever is less.
   */
  isOneOf(column: string, values: readonly string[] | readonly number[]): RawBuilder<boolean>;
  /** The same value, for an order after which few rows are sorted, where the index of the column would walk through all of them. */
  sortedLast(value: RawBuilder<unknown>): RawBuilder<unknown>;
  /**
   * Whether a text has another one in it, letter for letter. Not by a pattern of `LIKE`: that goes through the part again at each
   * letter at which it could begin, and a part that is nearly there takes a hundred times as long as another.
   */
  contains(whole: RawBuilder<string | null>, part: string): RawBuilder<boolean>;
  /** The values of a column of numbers as one array, in the order of the rows. */
  arrayOf(column: string): RawBuilder<string>;
  /** A query whose rows are the elements of an array: each of them an array with values of these kinds, in order. */
  rowsOf(kinds: readonly ('text' | 'number')[], json: string): RawBuilder<unknown>;
  /** Within the transaction of a migration, before all else. */
  beginMigration(db: Kysely<unknown>): Promise<void>;
  /**
   * Within a transaction that changes rows in several places, before it does: one place after the other. For Citus, which else
   * refuses to change a global table, or a table that refers to it, in the same transaction.
   */
  changeInOrder(db: Kysely<Database>): Promise<void>;
  /** After a transaction that may have written very many rows: has the planner of queries know of them. */
  countAnew(db: Kysely<Database>): Promise<void>;
  /** Has what is deleted from here on overwritten on the disk, where that can be had. */
  overwriteDeleted(db: Kysely<Database>): Promise<void>;
  /** Resolves when everything that this process has committed is on the disk, though it may not have waited for it. */
  flush(): Promise<void>;
}

/** What every adapter of ours has, which a database shares with its transactions. */
export interface HasDialect {
  readonly dialect: StoreDialect;
}

/** The dialect of an open store. */
export function dialectOf(db: Kysely<Database>): StoreDialect {
  return (db.getExecutor().adapter as unknown as HasDialect).dialect;
}
