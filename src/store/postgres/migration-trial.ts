import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { pendingMigrations } from '../migrate.ts';
import { tableNames } from '../table-names.ts';

/** What a migration did on this database before it was taken back. */
export interface MigrationTrial {
  readonly migration: string;
  readonly ms: number;
  /** The tables that were there before and were locked by it, with the mode, such as `AccessExclusiveLock`. */
  readonly locks: readonly { readonly table: string; readonly mode: string }[];
}

class TakenBack extends Error {}

/**
 * Sessions of others in the same database: what a trial locks, they would wait for. The servers of Citus have some in it at
 * every moment, which look for deadlocks and for transactions that were left.
 */
export async function othersConnected(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
      and not starts_with(application_name, 'citus_internal ')`.execute(db);
  return rows[0]?.count ?? 0;
}

/** Runs the pending migrations in one transaction, and takes it back. */
export async function tryMigrations(db: Kysely<Database>): Promise<readonly MigrationTrial[]> {
  const { migrations, beginMigration } = dialectOf(db);
  const trials: MigrationTrial[] = [];
  const pending = await pendingMigrations(db);
  const tryAll = async (transaction: Kysely<Database>) => {
    await beginMigration(transaction as Kysely<unknown>);
    const before = await tableNames(transaction);
    const seen = new Set<string>();
    for (const migration of pending) {
      const began = performance.now();
      await migrations[migration]?.up(transaction);
      const ms = performance.now() - began;
      const all = (await locks(transaction)).filter(({ table }) => before.has(table));
      trials.push({ migration, ms, locks: all.filter(({ table, mode }) => !seen.has(`${table} ${mode}`)) });
      for (const { table, mode } of all) seen.add(`${table} ${mode}`);
    }
    throw new TakenBack();
  };
  await db
    .transaction()
    .execute(tryAll)
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error;
    });
  return trials;
}

/** Those that a reader has are not told of: nobody waits for them. */
async function locks(db: Kysely<Database>): Promise<MigrationTrial['locks']> {
  const { rows } = await sql<{ table: string; mode: string }>`select c.relname as table, l.mode
    from pg_locks l join pg_class c on c.oid = l.relation
    where l.pid = pg_backend_pid() and l.granted and c.relkind in ('r', 'p') and l.mode <> 'AccessShareLock'
      and c.relnamespace = current_schema()::regnamespace
    order by c.relname, l.mode`.execute(db);
  return rows;
}
