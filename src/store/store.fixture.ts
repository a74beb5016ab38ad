import { migrate } from './migrate.ts';
import { type Connection, openStore } from './open.ts';
import { createDatabase } from './postgres/cluster.fixture.ts';

/** Which store the tests of a run are about. */
export const testedStore = process.env.GATEHOUSE_TEST_STORE === 'postgres' ? 'postgres' : 'sqlite';

/** A store of its own for a test, with the schema of this version and nothing else in it. */
export async function openEmptyStore(): Promise<Connection> {
  if (testedStore === 'postgres') return openStore(await createDatabase());
  const db = openStore(':memory:');
  await migrate(db);
  return db;
}
