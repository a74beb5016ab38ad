import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Protection } from './protection.ts';

// The backups of a folder are recognised by their names, which sort in the order of time.

/** Colons would trouble other systems. */
export const backupName = (at: Date, { kind }: Protection): string =>
  `gatehouse-${at.toISOString().slice(0, 19).replaceAll(':', '')}Z.tar.gz${kind === 'none' ? '' : '.age'}`;

const named = /^gatehouse-(\d{4}-\d\d-\d\d)T(\d\d)(\d\d)(\d\d)Z\.tar\.gz(?:\.age)?$/;

/** The names of the backups in a folder, the oldest first. */
async function backupsIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => named.test(name)).sort();
}

/**
 * When the newest backup of the folder was made, in epoch milliseconds; undefined when there is none. One that says it is of a
 * time to come was made while a clock was wrong: it must not keep others from being made until then.
 */
export async function newestBackup(folder: string, now: number): Promise<number | undefined> {
  return (await backupsIn(folder)).map(timeOf).findLast((at) => at <= now);
}

function timeOf(name: string): number {
  const [, date, hours, minutes, seconds] = named.exec(name) ?? [];
  return Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`);
}

/**
 * Deletes all but the latest `keep` of those up to the one that was just made. Returns how many were deleted. What says it is of
 * a time to come stays: else it would be kept in place of that one.
 */
export async function deleteOldBackups(folder: string, made: string, keep: number): Promise<number> {
  const old = (await backupsIn(folder)).filter((name) => timeOf(name) <= timeOf(made)).slice(0, -keep);
  for (const name of old) await rm(join(folder, name));
  return old.length;
}
