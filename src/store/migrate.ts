import { DatabaseSync } from 'node:sqlite';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { StartupError } from '../errors.ts';
import type { Database } from './database.ts';
import { migrations } from './sqlite/migrations/index.ts';

const table = 'migrations';

export interface MigrationStep {
  readonly migration: string;
  /** Which of how many it is, counted from 1. */
  readonly step: number;
  readonly of: number;
}

/** Whether there is a store that an earlier version left: what bringing it to this schema takes depends on what is in it. */
export async function isFromEarlierVersion(db: Kysely<Database>): Promise<boolean> {
  const before = await applied(db);
  return before.length > 0 && missingMigrations(before).length > 0;
}

/**
 * Brings the store to this version's schema. All pending migrations run in one transaction, so an interruption leaves
 * the store as it was. Answers the names of those that ran.
 *
 * @param onStep told when each of them begins.
 * @throws StartupError when the store was written by a newer version, or by one that was never released.
 */
export async function migrate(
  db: Kysely<Database>,
  onStep: (step: MigrationStep) => void = () => {},
): Promise<readonly string[]> {
  const before = await applied(db);
  const unknown = before.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new StartupError(
      `The data was written by a newer version of Gatehouse (it has ${unknown.join(', ')}). Start that version, or restore a backup made before the upgrade.`,
    );
  }
  const inOrder = Object.keys(migrations).sort();
  if (before.some((name, index) => name !== inOrder[index])) {
    throw new StartupError(
      'The data was written by a version of Gatehouse that was never released. Restore a backup made by a release.',
    );
  }
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => reported(inOrder, before, onStep) },
    migrationTableName: table,
    migrationLockTableName: 'migrations_lock',
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

/**
 * The names of the migrations that a store file has had, in order.
 *
 * @throws Error of SQLite when it is no store.
 */
export function storedMigrations(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare(`SELECT name FROM ${table} ORDER BY name`)
      .all()
      .map(({ name }) => String(name));
  } finally {
    database.close();
  }
}

/** Whether this version knows each of the migrations: a store that has had another was written by a newer version. */
export const knowsMigrations = (names: readonly string[]): boolean => names.every((name) => name in migrations);

/** Those of this version that are not among them. */
export const missingMigrations = (names: readonly string[]): readonly string[] =>
  Object.keys(migrations)
    .filter((name) => !names.includes(name))
    .sort();

/** The migrations, each of which tells that it begins. */
function reported(
  inOrder: readonly string[],
  before: readonly string[],
  onStep: (step: MigrationStep) => void,
): Record<string, Migration> {
  const pending = inOrder.filter((name) => !before.includes(name));
  const reporting = ([name, { up }]: [string, Migration]): [string, Migration] => [
    name,
    {
      up: async (db) => {
        onStep({ migration: name, step: pending.indexOf(name) + 1, of: pending.length });
        await up(db);
      },
    },
  ];
  return Object.fromEntries(Object.entries(migrations).map(reporting));
}

async function applied(db: Kysely<Database>): Promise<readonly string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some(({ name }) => name === table)) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.table(table)} order by name`.execute(db);
  return rows.map((row) => row.name);
}
