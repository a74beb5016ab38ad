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

/** When the newest backup of the folder was made, in epoch milliseconds; undefined when there is none. */
export async function newestBackup(folder: string): Promise<number | undefined> {
  const [, date, hours, minutes, seconds] = named.exec((await backupsIn(folder)).at(-1) ?? '') ?? [];
  return date === undefined ? undefined : Date.parse(`${date}T${hours}:${minutes}:${seconds}Z`);
}

/** Deletes all but the latest `keep`. Returns how many were deleted. */
export async function deleteOldBackups(folder: string, keep: number): Promise<number> {
  const old = (await backupsIn(folder)).slice(0, -keep);
  for (const name of old) await rm(join(folder, name));
  return old.length;
}
