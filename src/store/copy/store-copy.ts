import { type Kysely, sql } from 'kysely';
import { StartupError } from '../../errors.ts';
import type { Database } from '../database.ts';
import { applyMigrations, isOfThisVersion } from '../migrate.ts';
import { distribute } from '../postgres/distribution.ts';
import { requireStopped } from '../stopped.ts';
import { tableNames } from '../table-names.ts';
import { compareTable } from './compare.ts';
import { copyTable, countRows } from './copy.ts';
import { makeThoseAside, putAside } from './made-later.ts';
import { dropProgress, makeProgress, note, progressTable } from './progress.ts';
import { type CopiedTable, copiedTables } from './tables.ts';

type Db = Kysely<Database>;

export interface CopyReport {
  /** Told how far a step has come, in rows, and of how many. */
  readonly onProgress: (step: 'copying' | 'comparing', done: number, total: number) => void;
}

export interface Copied {
  readonly tables: number;
  readonly rows: number;
  /** Whether an earlier run had begun it. */
  readonly isResumed: boolean;
}

/**
 * Copies everything in a store into another, of the same kind or not, and then compares all of it. It may be ended at any
 * moment, and goes on where it was when it is called again; until it is complete, nothing but a copy opens the target.
 *
 * @param source nobody writes to it meanwhile, or it is seen as it was at one moment.
 * @param target empty, or one that a copy was begun into.
 * @throws StartupError when the source is of another version, the target has something in it, or both are not the same in the
 *   end.
 */
export async function copyStore(source: Db, target: Db, { onProgress }: CopyReport): Promise<Copied> {
  if (!(await isOfThisVersion(source))) {
    throw new StartupError('The source is of another version of Gatehouse. Bring it to this one: "gatehouse migrate".');
  }
  // What a server has written since the copy saw the store would be missing in the other.
  await requireStopped(source);
  const isResumed = await begin(target);
  const tables = await copiedTables(target);
  const rows = await countAll(source, tables);
  const counter = (step: 'copying' | 'comparing', before: number) => {
    let done = before;
    return (count: number) => {
      done += count;
      onProgress(step, done, rows);
    };
  };
  const copied = counter('copying', await countAll(target, tables));
  for (const table of tables) await copyTable(source, target, table, copied);
  const compared = counter('comparing', 0);
  const compare = async () => {
    for (const table of tables) await compareTable(source, target, table, compared);
  };
  // Beside each other: the one is work of the target, the other one mostly of this process. Both end, also when one fails.
  const ends = await Promise.allSettled([makeThoseAside(target), compare()]);
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  await dropProgress(target);
  await sql`analyze`.execute(target);
  return { tables: tables.length, rows, isResumed };
}

/** Returns whether it was begun before. */
async function begin(target: Db): Promise<boolean> {
  const present = await tableNames(target);
  const isBegun = present.has(progressTable);
  if (!isBegun && present.size > 0) {
    throw new StartupError('The target is not empty. Name an empty database, or a folder without a store.');
  }
  // First of all, so that a store of which nothing but the schema is there is known as a begun copy.
  if (!isBegun) await makeProgress(target);
  await applyMigrations(target);
  await distribute(target);
  await prepare(target);
  return isBegun;
}

/** The schema comes with a host of its own. */
async function prepare(target: Db): Promise<void> {
  const tables = await copiedTables(target);
  await target.transaction().execute(async (transaction) => {
    if (!(await note(transaction, 'step', 'prepared', ''))) return;
    await putAside(transaction);
    for (const { name } of tables.toReversed()) await sql`delete from ${sql.table(name)}`.execute(transaction);
  });
}

async function countAll(db: Db, tables: readonly CopiedTable[]): Promise<number> {
  let count = 0;
  for (const table of tables) count += await countRows(db, table);
  return count;
}
