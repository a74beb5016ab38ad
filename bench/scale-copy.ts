import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folder } from './server.ts';
import { createBenchDatabase } from './store.ts';
import { type CopyRun, runStoreCopy } from './store-copy.ts';

/** What has a store on PostgreSQL, with everything that is in an embedded one. */
export interface Copied extends Folder {
  readonly copy: CopyRun;
}

/**
 * Copies a store into a new database as an operator does, with `gatehouse store copy`. The data folder is beside that of the
 * embedded store and goes with it; the database goes with the process.
 */
export async function toPostgres(folder: Folder): Promise<Copied> {
  const storeUrl = await createBenchDatabase();
  const copy = await runStoreCopy(folder.data, storeUrl);
  const data = `${folder.data}-postgres`;
  await mkdir(data, { recursive: true, mode: 0o700 });
  await copyFile(join(folder.data, 'installation.key'), join(data, 'installation.key'));
  return { ...folder, data, storeUrl, copy };
}
