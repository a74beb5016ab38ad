import { breachedFilterOf } from '../config/breached.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

const hourMs = 60 * 60_000;

/**
 * Saves the embedded store now and then, if the operator has named a folder for it; with any other, nothing has
 * started. Where there is none, the libraries are not loaded.
 */
export async function startBackups({ config, log, opened }: Startup, store: OpenStore): Promise<void> {
  const folder = config['backup-dir'];
  if (folder === undefined) return;
  const { BackupSchedule } = await import('../backup/schedule.ts');
  const backups = new BackupSchedule({
    ...{ data: config.data, folder, everyMs: config['backup-every'] * hourMs, keep: config['backup-keep'] },
    ...{ recipient: config['backup-recipient'], installationKey: config['installation-key'], log },
    breachedFilter: breachedFilterOf(config),
  });
  const run = store.lease('backup').alone(() => backups.run(Date.now()));
  opened.use(repeat('backup', everyMinute, run, log));
  opened.use(backups);
}
