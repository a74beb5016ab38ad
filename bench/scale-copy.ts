import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folder } from './server.ts';
import { createBenchDatabase, openKeptDatabase } from './store.ts';
import { type CopyRun, runStoreCopy } from './store-copy.ts';

/** What has a store on PostgreSQL, with everything that is in an embedded one. */
export interface Copied extends Folder {
  /** Undefined where it was there already. */
  readonly copy: CopyRun | undefined;
}

/**
 * Copies a store into a new database as an operator does, with `gatehouse store copy`. The data folder is beside that of the
 * embedded store and goes with it; the database goes with the process.
 *
 * @param keep a folder in which both stay for the next run.
 */
export async function toPostgres(folder: Folder, keep?: string): Promise<Copied> {
  const cluster = keep && join(keep, 'postgres');
  const storeUrl = cluster ? openKeptDatabase(cluster) : await createBenchDatabase();
  const data = cluster ? join(cluster, 'server') : `${folder.data}-postgres`;
  const key = join(data, 'installation.key');
  if (cluster && existsSync(key)) return { ...folder, data, storeUrl, copy: undefined };
  const copy = await runStoreCopy(folder.data, storeUrl);
  await mkdir(data, { recursive: true, mode: 0o700 });
  await copyFile(join(folder.data, 'installation.key'), key);
  return { ...folder, data, storeUrl, copy };
}
