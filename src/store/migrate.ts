import { type Kysely, sql } from 'kysely';
import { type Migration, type MigrationResultSet, Migrator } from 'kysely/migration';
import { StartupError } from '../errors.ts';
import { progressTable } from './copy/progress.ts';
import type { Database } from './database.ts';
import { dialectOf, type StoreDialect } from './dialect.ts';
import { isExpansion } from './expansion.ts';
import { inTurn } from './migration-turn.ts';
import { tableNames } from './table-names.ts';

const table = 'migrations';

export interface MigrationStep {
  readonly migration: string;
  /** Which of how many it is, counted from 1. */
  readonly step: number;
  readonly of: number;
}

/**
 * Whether the store has this version's schema, none at all, or that of an earlier version: what bringing it to this one takes
 * depends on what is in it.
 *
 * @throws StartupError as `migrate`.
 */
export async function schemaAge(db: Kysely<Database>): Promise<'current' | 'none' | 'earlier'> {
  const tables = await tableNames(db);
  refuseUnfinished(tables);
  const before = await appliedAmong(db, tables);
  if (pendingAfter(db, before).length === 0) return 'current';
  return before.length === 0 ? 'none' : 'earlier';
}

/**
 * Brings the store to this version's schema. On the embedded store, all pending migrations run in one transaction, so an
 * interruption leaves the store as it was; on PostgreSQL each has its own, because others use the tables meanwhile. Returns
 * the names of those that ran.
 *
 * @param onStep told when each of them begins.
 * @throws StartupError when the store was written by a newer version, or by one that was never released, or is the beginning
 *   of a copy.
 */
export async function migrate(
  db: Kysely<Database>,
  onStep?: (step: MigrationStep) => void,
): Promise<readonly string[]> {
  await requireWhole(db);
  return await applyMigrations(db, onStep);
}

/** As `migrate`, for a copy. */
export async function applyMigrations(
  db: Kysely<Database>,
  onStep?: (step: MigrationStep) => void,
): Promise<readonly string[]> {
  return [...(await beginAtOnce(db)), ...(await migrateStepByStep(db, onStep))];
}

/** Makes of an empty store what the migrations would make, if the store has that written down. Returns their names. */
async function beginAtOnce(db: Kysely<Database>): Promise<readonly string[]> {
  const { readBaseline } = dialectOf(db);
  if (!readBaseline || (await appliedMigrations(db)).length > 0) return [];
  const statements = await readBaseline();
  await db.transaction().execute(async (transaction) => {
    for (const statement of statements) await sql.raw(statement).execute(transaction);
  });
  return await appliedMigrations(db);
}

/** As `applyMigrations`, whatever is written down. */
export async function migrateStepByStep(
  db: Kysely<Database>,
  onStep: (step: MigrationStep) => void = () => {},
): Promise<readonly string[]> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return [];
  const reporting = reported(dialectOf(db), pending, onStep);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => reporting },
    migrationTableName: table,
    migrationLockTableName: 'migrations_lock',
  });
  if (!dialectOf(db).isShared) return namesOf(await migrator.migrateToLatest());
  const isNext = async () => (await pendingMigrations(db)).length > 0;
  return await inTurn(db, isNext, async () => namesOf(await migrator.migrateUp()));
}

function namesOf({ error, results = [] }: MigrationResultSet): readonly string[] {
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

/**
 * The migrations that are still to come, in order.
 *
 * @throws StartupError when the store was written by a newer version with which this one cannot serve, or by one that was
 *   never released.
 */
export async function pendingMigrations(db: Kysely<Database>): Promise<readonly string[]> {
  return pendingAfter(db, await appliedMigrations(db));
}

function pendingAfter(db: Kysely<Database>, before: readonly string[]): readonly string[] {
  const { migrations } = dialectOf(db);
  const inOrder = Object.keys(migrations).sort();
  const known = before.filter((name) => name in migrations);
  const unknown = before.filter((name) => !(name in migrations));
  if (!unknown.every(isExpansion) || (unknown.length > 0 && known.length < inOrder.length)) {
    throw new StartupError(
      `The data was written by a newer version of Gatehouse (it has ${unknown.join(', ')}). Start that version, or restore a backup made before the upgrade.`,
    );
  }
  if (known.some((name, index) => name !== inOrder[index])) {
    throw new StartupError(
      'The data was written by a version of Gatehouse that was never released. Restore a backup made by a release.',
    );
  }
  return inOrder.slice(known.length);
}

/** The migrations, each of which tells that it begins. */
function reported(
  { migrations, beginMigration }: StoreDialect,
  pending: readonly string[],
  onStep: (step: MigrationStep) => void,
): Record<string, Migration> {
  const reporting = ([name, { up }]: [string, Migration]): [string, Migration] => [
    name,
    {
      up: async (db) => {
        onStep({ migration: name, step: pending.indexOf(name) + 1, of: pending.length });
        await beginMigration(db);
        await up(db);
      },
    },
  ];
  return Object.fromEntries(Object.entries(migrations).map(reporting));
}

/** Whether the store has the schema of this version, and nothing beyond it. */
export async function isOfThisVersion(db: Kysely<Database>): Promise<boolean> {
  await requireWhole(db);
  return (await appliedMigrations(db)).join() === Object.keys(dialectOf(db).migrations).sort().join();
}

/** @throws StartupError when a copy into the store was begun, and is not complete. */
export async function requireWhole(db: Kysely<Database>): Promise<void> {
  refuseUnfinished(await tableNames(db));
}

function refuseUnfinished(tables: ReadonlySet<string>): void {
  if (!tables.has(progressTable)) return;
  throw new StartupError(
    'The store is the beginning of a copy, and a part of the data is missing. Finish it: give "gatehouse store copy" once more.',
  );
}

/** The names of the migrations that a store has had, in order. */
export async function appliedMigrations(db: Kysely<Database>): Promise<readonly string[]> {
  return await appliedAmong(db, await tableNames(db));
}

async function appliedAmong(db: Kysely<Database>, tables: ReadonlySet<string>): Promise<readonly string[]> {
  if (!tables.has(table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db);
  return rows.map((row) => row.name);
}
