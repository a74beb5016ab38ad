import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Key } from './batches.ts';

type Db = Kysely<Database>;

/**
 * How far a copy has come, in the store that it makes: by table, the key of the last row that is there, written in the
 * transaction of the row; by what has been put aside, the statement that makes it. As long as it is there, the copy is
 * not complete.
 */
export const progressTable = 'store_copy';

const table = sql.table(progressTable);

type Kind = 'step' | 'table' | 'later';

export async function makeProgress(db: Db): Promise<void> {
  await sql`create table ${table} (kind text not null, name text not null, content text not null, primary key (kind, name))`.execute(
    db,
  );
}

export async function dropProgress(db: Db): Promise<void> {
  await sql`drop table ${table}`.execute(db);
}

export async function readProgress(db: Db, kind: Kind): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ name: string; content: string }>`select name, content from ${table}
    where kind = ${kind}`.execute(db);
  return new Map(rows.map(({ name, content }) => [name, content]));
}

/** Adds an entry. Returns whether there was none. */
export async function note(db: Db, kind: Kind, name: string, content: string): Promise<boolean> {
  const { numAffectedRows } = await sql`insert into ${table} (kind, name, content)
    values (${kind}, ${name}, ${content}) on conflict do nothing`.execute(db);
  return numAffectedRows === 1n;
}

export async function forget(db: Db, kind: Kind, name: string): Promise<void> {
  await sql`delete from ${table} where kind = ${kind} and name = ${name}`.execute(db);
}

/** The key of the last row of a table that was copied. */
export async function reached(db: Db, name: string): Promise<Key | undefined> {
  const content = (await readProgress(db, 'table')).get(name);
  return content === undefined ? undefined : (JSON.parse(content) as Key);
}

/** Returns whether nobody else has come further meanwhile. */
export async function advance(db: Db, name: string, from: Key | undefined, to: Key): Promise<boolean> {
  const next = JSON.stringify(to);
  if (from === undefined) return await note(db, 'table', name, next);
  const { numAffectedRows } = await sql`update ${table} set content = ${next}
    where kind = 'table' and name = ${name} and content = ${JSON.stringify(from)}`.execute(db);
  return numAffectedRows === 1n;
}
