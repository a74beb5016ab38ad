import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { forget, note, readProgress } from './progress.ts';

type Db = Kysely<Database>;

/** Drops the indexes and references that are not needed to copy, and notes how they are made. */
export async function putAside(db: Db): Promise<void> {
  const found = await dialectOf(db).madeLater?.execute(db);
  for (const { name, drop, make } of found?.rows ?? []) {
    await note(db, 'later', name, make);
    await sql.raw(drop).execute(db);
  }
}

/** Makes those that were put aside. What is not unique, or refers to nothing, shows here. */
export async function makeThoseAside(db: Db): Promise<void> {
  for (const [name, statement] of await readProgress(db, 'later')) {
    await db.transaction().execute(async (transaction) => {
      await sql.raw(statement).execute(transaction);
      await forget(transaction, 'later', name);
    });
  }
}
