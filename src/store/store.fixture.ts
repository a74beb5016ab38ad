import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from './migrate.ts';
import { type Connection, openStore } from './open.ts';
import { createDatabase, isOnCitus } from './postgres/cluster.fixture.ts';
import { tableNames } from './table-names.ts';

/** Which store the tests of a run are about. */
export const testedStore = process.env.GATEHOUSE_TEST_STORE === 'postgres' ? 'postgres' : 'sqlite';

/** For a test of the embedded store alone. */
export const onEmbedded = { skip: testedStore === 'postgres' && 'It is about the embedded store.' };

let image: Promise<Uint8Array> | undefined;
let renewal: Promise<string> | undefined;

/** A store of its own for a test, with the schema of this version and nothing else in it. */
export async function openEmptyStore(): Promise<Connection> {
  if (testedStore === 'postgres') return openStore(await createDatabase());
  image ??= makeImage();
  return openStore(':memory:', { image: await image });
}

/**
 * Such a store for the next test, in place of the one that was opened for the test before, whose work is done. On PostgreSQL it is
 * the same one with the rows that it began with: to make another, and to connect to it, takes twenty times as long.
 */
export async function renewStore(db: Connection): Promise<Connection> {
  if (testedStore === 'postgres' && !isOnCitus()) {
    renewal ??= describeRenewal();
    await sql.raw(await renewal).execute(db);
    return db;
  }
  await db.destroy();
  return await openEmptyStore();
}

/** The statements that put the rows of a new store in place of all that there are, whatever belongs to what. */
async function describeRenewal(): Promise<string> {
  const db = await openEmptyStore();
  try {
    const tables = [...(await tableNames(db))];
    const statements = [
      'set local session_replication_role = replica',
      ...tables.map((name) => `delete from "${name}"`),
    ];
    for (const name of tables) {
      const { rows } = await sql<{ all: string | null }>`
        select json_agg(t)::text as "all" from ${sql.table(name)} as t`.execute(db);
      const all = rows[0]?.all ?? undefined;
      if (all === undefined) continue;
      const literal = `'${all.replaceAll("'", "''")}'`;
      statements.push(`insert into "${name}" select * from json_populate_recordset(null::"${name}", ${literal})`);
    }
    return statements.join(';');
  } finally {
    await db.destroy();
  }
}

/** A store file after all migrations, which take a hundred times as long as a copy of what they make. */
async function makeImage(): Promise<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-empty-'));
  const db = openStore(':memory:');
  try {
    await migrate(db);
    const file = join(folder, 'gatehouse.db');
    await sql`vacuum into ${file}`.execute(db);
    return readFileSync(file);
  } finally {
    await db.destroy();
    rmSync(folder, { recursive: true });
  }
}
