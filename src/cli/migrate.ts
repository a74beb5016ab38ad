import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { storeUrlOf } from '../config/store.ts';
import { takeDataFolder } from '../store/data-folder.ts';
import { dialectOf } from '../store/dialect.ts';
import { migrate as migrateStore, pendingMigrations } from '../store/migrate.ts';
import { type Connection, openStore } from '../store/open.ts';
import { distribute, undistributedTables } from '../store/postgres/distribution.ts';
import { type MigrationTrial, othersConnected, tryMigrations } from '../store/postgres/migration-trial.ts';
import type { Command } from './command.ts';
import { createProgress } from './progress.ts';
import { requireStoreFile, storeOptions } from './running-store.ts';

export const migrate: Command = {
  name: 'migrate',
  summary: "Bring the store to this version's schema, and stop.",
  description: [
    "Brings the store to this version's schema and stops. `serve` does the same at every start; run it by itself to have",
    'it done before the server is needed. It is safe to interrupt: what was done is kept, and what was not is done by',
    'the next run. On PostgreSQL, servers may go on serving meanwhile, and one process migrates at a time. In a database with',
    'the extension Citus, it also divides the tables among its servers.',
    '',
    'With --dry-run it says what would be done. On PostgreSQL it also tries it in a transaction that is taken back, and says',
    'how long each step took and which locks it held: give it a copy, because where others are connected nothing is tried. A',
    'trial does not show how long a step waits for locks that others hold, nor what its commit costs the disk and replicas.',
  ].join('\n'),
  examples: ['migrate --data /var/lib/gatehouse', 'migrate --dry-run --store-url-file /run/secrets/store-url'],
  options: [...storeOptions, 'expect-data', 'config'],
  switches: { 'dry-run': 'Change nothing, and say what would be done.' },
  run: async (flags) => {
    process.umask(0o077);
    const { 'dry-run': dryRun, ...settings } = flags;
    const config = await readConfig({ flags: settings, environment: process.env });
    await using opened = new AsyncDisposableStack();
    const isDry = dryRun !== undefined;
    const location = locationOf(config, isDry, opened);
    const db = opened.adopt(openStore(location, { isReadOnly: isDry }), (store) => store.destroy());
    process.stdout.write(isDry ? await describePending(db) : await apply(db));
    return 0;
  },
};

/** The folder of the embedded store is taken by who changes it. */
function locationOf(config: Config, isDry: boolean, opened: AsyncDisposableStack): string {
  const url = storeUrlOf(config);
  if (url !== undefined) return url;
  if (isDry) return requireStoreFile(config.data);
  return opened.adopt(takeDataFolder(config.data, config['expect-data']), (folder) => folder.release()).databaseFile;
}

async function apply(db: Connection): Promise<string> {
  const progress = createProgress('Migrating');
  const applied = await migrateStore(db, ({ step, of }) => progress.show(step - 1, of));
  progress.end();
  const divided = await distribute(db);
  const said = [
    ...(applied.length > 0 ? [`Applied ${applied.join(', ')}.\n`] : []),
    ...(divided.length > 0 ? [`Divided among the servers of Citus: ${divided.join(', ')}.\n`] : []),
  ];
  return said.join('') || 'The store is up to date.\n';
}

async function describePending(db: Connection): Promise<string> {
  const divided = await undistributedTables(db);
  const steps = await describeSteps(db);
  if (divided.length === 0) return steps;
  return `${steps}To be divided among the servers of Citus, in one transaction that locks them: ${divided.join(', ')}.\n`;
}

async function describeSteps(db: Connection): Promise<string> {
  const pending = await pendingMigrations(db);
  if (pending.length === 0) return 'The store is up to date.\n';
  if (!dialectOf(db).isShared) return `To be applied, in one transaction: ${pending.join(', ')}.\n`;
  const others = await othersConnected(db);
  if (others === 0)
    return `To be applied, each in a transaction of its own:\n${(await tryMigrations(db)).map(lineOf).join('')}`;
  return [
    `To be applied, each in a transaction of its own: ${pending.join(', ')}.`,
    `It was not tried, because others are connected (${others}) and would have to wait. Name a copy with --store-url-file.\n`,
  ].join('\n');
}

const lineOf = ({ migration, ms, locks }: MigrationTrial): string =>
  `  ${migration}: ${Math.ceil(ms)} ms, ${locks.length === 0 ? 'no table that is there is locked' : `locks ${locks.map(({ table, mode }) => `${table} (${mode})`).join(', ')}`}\n`;
