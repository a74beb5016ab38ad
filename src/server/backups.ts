import { BackupSchedule } from '../backup/schedule.ts';
import { storeUrlOf } from '../config/store.ts';
import { StartupError } from '../errors.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

const hourMs = 60 * 60_000;

const onlyEmbedded =
  'backup-dir saves the embedded store. Save a database of PostgreSQL with its own programs, and leave backup-dir out.';

/** Saves the store now and then, if the operator has named a folder for it. */
export function startBackups({ config, log, opened }: Startup, store: OpenStore): void {
  const folder = config['backup-dir'];
  if (folder === undefined) return;
  if (storeUrlOf(config) !== undefined) throw new StartupError(onlyEmbedded);
  const backups = new BackupSchedule({
    ...{ data: config.data, folder, everyMs: config['backup-every'] * hourMs, keep: config['backup-keep'] },
    ...{ recipient: config['backup-recipient'], installationKey: config['installation-key'], log },
  });
  const run = store.lease('backup').alone(() => backups.run(Date.now()));
  opened.use(repeat('backup', everyMinute, run, log));
  opened.use(backups);
}
