import { basename, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { readConfig } from '../config/read.ts';
import {
  type ArchivableLog,
  type ArchivedLog,
  type ArchiveFile,
  type ArchiveLine,
  acceptBroken,
  anchorArchive,
  archiveLines,
  dropForgedAnchors,
  removeArchived,
} from '../directory/audit/archive.ts';
import { verifyLog } from '../directory/audit/verify.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { StartupError } from '../errors.ts';
import { openSealer } from '../installation-sealer.ts';
import { readMoment } from '../operation/parameter.ts';
import { createStore } from '../store/store.ts';
import { writeArchive } from './archive-file.ts';
import type { Command } from './command.ts';
import { stoppedInPart } from './exit-code.ts';
import { requireNewFile } from './new-file.ts';
import { UsageError } from './options.ts';
import { printLine } from './print-line.ts';
import { keyOptions, storeOptions, withRunningStore } from './running-store.ts';

export const auditArchive: Command = {
  name: 'audit archive',
  summary: 'Move old entries of the audit logs into a file.',
  description: [
    'Writes the entries of every audit log from before a day into a new file, compressed JSON lines, and then deletes them',
    'from the store. A signed anchor stays in their place, with the SHA-256 of the file, so that "audit verify" still',
    'proves the rest of the log, and "audit verify --archive FILE" the file. The log itself says what was done. It is safe',
    'to interrupt: run the command again, and nothing is lost or duplicated. The server may be running.',
    '',
    'Keep the file: there is no way back into the store. A log that does not verify stops the command.',
  ].join('\n'),
  examples: ['audit archive --before 2026-01-01 --file audit-2025.jsonl.gz'],
  values: {
    before: { placeholder: 'DATE', doc: 'Entries from before this day (UTC), such as 2026-01-01, or moment.' },
    file: { placeholder: 'FILE', doc: 'The new file, which must not exist. Default: audit-before-DATE.jsonl.gz.' },
  },
  switches: {
    damaged: 'Also archive logs that do not verify, as they are. They continue from what is left, and record that.',
  },
  options: [...storeOptions, ...keyOptions, 'config'],
  run: async (flags) => {
    process.umask(0o077);
    const now = Date.now();
    const before = requireTime(flags.before, now);
    const file = resolve(flags.file ?? `audit-before-${flags.before?.replaceAll(':', '')}.jsonl.gz`);
    requireNewFile(
      file,
      'Name another file with --file. If an archive was interrupted, the entries that it did not reach are still in the store.',
    );
    const config = await readConfig({ flags, environment: process.env });
    return await withRunningStore(config, async (db) => {
      const store = createStore(db, await openSealer(config, db));
      await archive(store, { before, file, now, takesDamaged: flags.damaged !== undefined });
      return 0;
    });
  },
};

interface ArchiveRequest {
  readonly before: number;
  readonly file: string;
  readonly now: number;
  readonly takesDamaged: boolean;
}

async function archive(store: Store, { before, file, now, takesDamaged }: ArchiveRequest): Promise<void> {
  const logs = await archivable(store, takesDamaged);
  const archived = new Map<ArchivableLog, ArchivedLog>();
  const digest = await writeArchive(file, linesOf(store, logs, { before, now }, archived));
  const name = { file: basename(file), digest: digest ?? '', before: new Date(before).toISOString() };
  const keep = `Keep ${file}: it may hold entries that are nowhere else. Then archive the others, with another file as --file.`;
  try {
    for (const log of logs) {
      const part = archived.get(log);
      if (part) await moveOut(store, part, name, now);
      else if (log.fault) await acceptBroken(store, log, now);
      // Also what an earlier run did not get to delete.
      await removeArchived(store, log.permitted, () => pause(pauseMs));
    }
  } catch (error) {
    throw digest === undefined ? error : stoppedInPart(error, keep);
  }
  printLine(digest === undefined ? 'There are no entries from before that day.' : `${file}: SHA-256 ${digest}`);
}

/** Between two batches, so that the server can write. */
const pauseMs = 10;

/** @throws StartupError when one of them is broken, unless damaged ones are accepted. */
async function archivable(store: Store, takesDamaged: boolean): Promise<readonly ArchivableLog[]> {
  const logs: ArchivableLog[] = [];
  for (const organizationId of await store.audit.organizationIds()) {
    const permitted = permitOperator('audit.archive', organizationId);
    const { fault, isPurged } = await verifyLog(store, permitted, true);
    const name = (await store.organizations.findById(organizationId))?.name ?? organizationId;
    if (fault && !takesDamaged) {
      throw new StartupError(
        `The audit log of ${name} does not verify (entry ${fault.sequence}: ${fault.reason}). Nothing was archived. See "audit verify"; --damaged archives it as it is.`,
      );
    }
    if (isPurged) continue;
    const log = { permitted, name, fault };
    if (fault) await dropForgedAnchors(store, log);
    logs.push(log);
  }
  return logs;
}

/** All lines of the file; none when no log has any. Adds what was archived of each log to `archived`. */
async function* linesOf(
  store: Store,
  logs: readonly ArchivableLog[],
  { before, now }: Pick<ArchiveRequest, 'before' | 'now'>,
  archived: Map<ArchivableLog, ArchivedLog>,
): AsyncGenerator<ArchiveLine> {
  for (const log of logs) {
    const lines = archiveLines(store, log, before);
    for (let line = await lines.next(); ; line = await lines.next()) {
      if (line.done) {
        if (line.value) archived.set(log, line.value);
        break;
      }
      if ('log' in line.value && archived.size === 0) yield headOf(before, now);
      yield line.value;
    }
  }
}

const headOf = (before: number, now: number): ArchiveLine => ({
  archive: { version: 1, before: new Date(before).toISOString(), at: new Date(now).toISOString() },
});

async function moveOut(store: Store, log: ArchivedLog, file: ArchiveFile, now: number): Promise<void> {
  if (!(await anchorArchive(store, log, file, now))) {
    throw new StartupError(
      `The audit log of ${log.name} was archived by another command at the same time. It is whole; its entries in ${file.file} are also in the file of that command.`,
    );
  }
  printLine(`${log.name} (${log.end.organizationId}): entries ${log.after.sequence + 1} to ${log.end.sequence}`);
}

/** @throws UsageError unless it is a day or a moment in the past. */
function requireTime(text: string | undefined, now: number): number {
  const at = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text ?? '') ? readMoment(text ?? '') : Number.NaN;
  if (Number.isNaN(at)) throw new UsageError('Name a day with --before DATE, such as --before 2026-01-01.');
  if (at > now) throw new UsageError(`--before ${text} is in the future.`);
  return at;
}
