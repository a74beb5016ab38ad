import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { temporaryFolder } from './folder.ts';

/**
 * A data folder as that version left it. The store is kept as a text, which shows what is in it.
 *
 * @param arrange puts more into the store.
 */
export async function dataOf(version: string, arrange: (db: DatabaseSync) => void = () => {}) {
  const folder = await temporaryFolder();
  const left = join(import.meta.dirname, '../upgrade', version);
  const data = join(folder.path, 'data');
  await mkdir(data, { mode: 0o700 });
  await writeFile(join(data, 'gatehouse.db'), '', { mode: 0o600 });
  const db = new DatabaseSync(join(data, 'gatehouse.db'));
  db.exec(await readFile(join(left, 'gatehouse.sql'), 'utf8'));
  arrange(db);
  db.close();
  await writeFile(join(data, 'installation.key'), await readFile(join(left, 'installation.key')), { mode: 0o600 });
  return { data, [Symbol.asyncDispose]: folder[Symbol.asyncDispose] };
}
