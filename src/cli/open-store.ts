import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../directory/store.ts';
import { StartupError } from '../errors.ts';
import { openSqlite } from '../store/sqlite.ts';
import { createStore } from '../store/store.ts';

/** The store of a data folder, beside a server that may be using it: SQLite keeps their transactions apart. */
export interface OpenedStore extends AsyncDisposable {
  readonly store: Store;
}

/** @throws StartupError when there is no store in the folder. */
export function openExistingStore(folder: string): OpenedStore {
  const file = join(folder, 'gatehouse.db');
  if (!existsSync(file)) throw new StartupError(`There is no store in ${folder}. Name its folder with --data.`);
  const db = openSqlite(file);
  return { store: createStore(db), [Symbol.asyncDispose]: () => db.destroy() };
}
