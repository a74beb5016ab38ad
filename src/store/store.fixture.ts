import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { migrate } from './migrate.ts';
import { type Connection, openStore } from './open.ts';
import { createDatabase } from './postgres/cluster.fixture.ts';

/** Which store the tests of a run are about. */
export const testedStore = process.env.GATEHOUSE_TEST_STORE === 'postgres' ? 'postgres' : 'sqlite';

/** For a test of the embedded store alone. */
export const onEmbedded = { skip: testedStore === 'postgres' && 'It is about the embedded store.' };

let image: Promise<Uint8Array> | undefined;

/** A store of its own for a test, with the schema of this version and nothing else in it. */
export async function openEmptyStore(): Promise<Connection> {
  if (testedStore === 'postgres') return openStore(await createDatabase());
  image ??= makeImage();
  return openStore(':memory:', { image: await image });
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
