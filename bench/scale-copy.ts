import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Folder } from './server.ts';
import { createBenchDatabase } from './store.ts';

/** What has a store on PostgreSQL, with everything that is in an embedded one. */
export interface Copied extends Folder {
  readonly seconds: number;
}

/**
 * Copies a store into a new database as an operator does, with `gatehouse store copy`. The data folder is beside that of the
 * embedded store and goes with it; the database goes with the process.
 */
export async function toPostgres(folder: Folder): Promise<Copied> {
  const storeUrl = await createBenchDatabase();
  const start = performance.now();
  const command = ['src/main.ts', 'store', 'copy', '--from', folder.data, '--to', storeUrl];
  const child = spawn(process.execPath, command, {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`gatehouse store copy ended with ${code}.`);
  const seconds = (performance.now() - start) / 1000;
  const data = `${folder.data}-postgres`;
  await mkdir(data, { recursive: true, mode: 0o700 });
  await copyFile(join(folder.data, 'installation.key'), join(data, 'installation.key'));
  return { ...folder, data, storeUrl, seconds };
}
