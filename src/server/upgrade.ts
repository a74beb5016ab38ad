import type { Listener } from '../http/listener.ts';
import { whileStarting } from '../http/starting.ts';
import type { Log } from '../observe/log.ts';
import { type MigrationStep, migrate, schemaAge } from '../store/migrate.ts';
import { distribute, undistributedTables } from '../store/postgres/distribution.ts';
import type { ServedStore } from '../store/served.ts';

interface UpgradeParts {
  readonly store: Pick<ServedStore, 'db' | 'migrate'>;
  readonly listener: Pick<Listener, 'serve'>;
  readonly log: Log;
}

/** How often the log says that the migration goes on. */
const reportMs = 5000;

/**
 * Brings the store to the schema of this version. A store of an earlier version may be large: meanwhile the listener
 * answers 503.
 *
 * @throws StartupError when it cannot be done; the store is as it was.
 */
export async function upgrade(parts: UpgradeParts): Promise<void> {
  await bringToSchema(parts);
  await divide(parts);
}

async function bringToSchema({ store, listener, log }: UpgradeParts): Promise<void> {
  const age = await schemaAge(store.db);
  if (age === 'none') await migrate(store.db);
  if (age !== 'earlier') return;
  listener.serve(whileStarting('migrating'));
  const since = performance.now();
  const seconds = () => Math.round((performance.now() - since) / 1000);
  let current: MigrationStep | undefined;
  const report = () => log.info({ ...current, seconds: seconds() }, 'migrating');
  const timer = setInterval(report, reportMs);
  try {
    const applied = await store.migrate((step) => {
      current = step;
      report();
    });
    log.info({ applied, seconds: seconds() }, 'migrated');
  } finally {
    clearInterval(timer);
  }
}

/** With Citus, among its servers. Rows that are there already have to be moved, for which the tables are locked. */
async function divide({ store: { db }, listener, log }: UpgradeParts): Promise<void> {
  const tables = await undistributedTables(db);
  if (tables.length === 0) return;
  listener.serve(whileStarting('migrating'));
  log.info({ tables }, 'dividing the tables among the servers of Citus');
  log.info({ tables: await distribute(db) }, 'divided the tables among the servers of Citus');
}
