import { migrate } from './migrate.ts';
import { type Connection, openStore } from './open.ts';

/** A store of its own for a test, with the schema of this version and nothing else in it. */
export async function openEmptyStore(): Promise<Connection> {
  const db = openStore(':memory:');
  await migrate(db);
  return db;
}
