import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { StartupError } from '../../errors.ts';
import { isThere } from '../../file-rights.ts';
import { takeDataFolder } from '../data-folder.ts';
import type { Database } from '../database.ts';
import { openStore } from '../open.ts';
import { isPostgresUrl, readPostgresUrl, shownLocation } from '../postgres/location.ts';
import { Checkpoints } from '../sqlite/checkpoints.ts';
import { settle } from '../sqlite/settle.ts';

/** Where a copy comes from or goes to: a data folder, or a database. */
export type CopyEnd =
  | { readonly kind: 'folder'; readonly path: string; readonly name: string }
  | { readonly kind: 'database'; readonly url: string; readonly name: string };

/**
 * Reads what names an end: a URL of PostgreSQL, a file that holds one, or a data folder.
 *
 * @throws StartupError when it is a file that holds something else, or the URL is wrong. What a file holds is not shown.
 */
export function readEnd(text: string): CopyEnd {
  if (isPostgresUrl(text)) return database(text);
  const path = resolve(text);
  if (!existsSync(path) || statSync(path).isDirectory()) return { kind: 'folder', path, name: path };
  const content = readFileSync(path, 'utf8').trim();
  if (!isPostgresUrl(content)) throw new StartupError(`${path} is no data folder, and holds no URL of PostgreSQL.`);
  return database(content);
}

const database = (url: string): CopyEnd => ({ kind: 'database', url, name: shownLocation(readPostgresUrl(url)) });

/** A connection of a copy waits for the other store now and then, and counts what is in large tables. */
const limits = { connections: 2, statementMs: 3_600_000, lockMs: 5000 };

/**
 * Opens the store, gives it to the work, and closes it. Nothing is written to it, and nobody else writes to what the work sees:
 * the folder is taken, and of a database it is one snapshot.
 *
 * @throws StartupError when there is none, or a server has the folder.
 */
export async function withSource<T>(end: CopyEnd, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  await using opened = new AsyncDisposableStack();
  if (end.kind === 'folder') {
    if (!isThere(join(end.path, 'gatehouse.db'))) throw new StartupError(`There is no store in ${end.path}.`);
    const { databaseFile } = opened.adopt(takeDataFolder(end.path), (folder) => folder.release());
    return await work(opened.adopt(openStore(databaseFile, { isReadOnly: true }), (db) => db.destroy()));
  }
  const db = opened.adopt(openStore(end.url, { limits }), (one) => one.destroy());
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (snapshot) => {
      await sql`set transaction read only`.execute(snapshot);
      return await work(snapshot);
    });
}

/** @throws StartupError when the folder cannot be written, or a server has it. */
export async function withTarget<T>(end: CopyEnd, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  await using opened = new AsyncDisposableStack();
  const location = end.kind === 'database' ? end.url : await takeTarget(end.path, opened);
  return await work(opened.adopt(openStore(location, { limits }), (db) => db.destroy()));
}

/** An earlier try may have met a disk that refused. */
async function takeTarget(path: string, opened: AsyncDisposableStack): Promise<string> {
  const { databaseFile } = opened.adopt(takeDataFolder(path), (folder) => folder.release());
  await using checkpoints = Checkpoints.forBulk(databaseFile);
  await settle(databaseFile, checkpoints);
  return databaseFile;
}
