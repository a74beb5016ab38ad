import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { events } from '../telemetry.ts';
import { newestBackup } from './collection.ts';

export interface BackupScheduleOptions {
  /** The data folder of the running server. */
  readonly data: string;
  readonly breachedFilter: string;
  /** Where the backups are. */
  readonly folder: string;
  readonly everyMs: number;
  readonly keep: number;
  readonly recipient: string | undefined;
  /** When it is configured rather than in the data folder. */
  readonly installationKey: Buffer | undefined;
  readonly log: { info(fields: object, message: string): void; error(fields: object, message: string): void };
}

const program = join(import.meta.dirname, '../main.ts');

/**
 * Backups of a running server, made by a separate process at low priority, so that copying, compressing and encrypting
 * use only what requests leave of the processor.
 */
export class BackupSchedule implements AsyncDisposable {
  readonly #options: BackupScheduleOptions;
  readonly #end = new AbortController();

  constructor(options: BackupScheduleOptions) {
    this.#options = options;
  }

  /** Makes a backup when the newest one is old enough. One that failed is tried again the next time. */
  async run(now: number): Promise<void> {
    const { folder, everyMs, log } = this.#options;
    try {
      const newest = await newestBackup(folder, now);
      if (newest !== undefined) events.newestBackup.publish({ at: newest });
      if (newest !== undefined && now < newest + everyMs) return;
      log.info({ backup: await this.#make() }, 'backup made');
      events.backup.publish({ isMade: true });
      events.newestBackup.publish({ at: now });
    } catch (error) {
      if (this.#end.signal.aborted) return;
      events.backup.publish({ isMade: false });
      log.error({ error: (error as Error).message }, 'backup failed');
    }
  }

  /** Ends a backup that is being made. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
  }

  async #make(): Promise<string> {
    const { data, folder, keep, recipient, installationKey, breachedFilter } = this.#options;
    const args = ['backup', folder, '--data', data, '--keep', String(keep), '--breached-filter', breachedFilter];
    const key = installationKey ? { GATEHOUSE_INSTALLATION_KEY: installationKey.toString('base64') } : {};
    const child = spawn(process.execPath, [program, ...args, ...(recipient ? ['--recipient', recipient] : [])], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, ...key },
      signal: this.#end.signal,
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    if (code !== 0) throw new Error(stderr.trim() || `The backup ended with ${code}.`);
    return stdout.trim();
  }
}
