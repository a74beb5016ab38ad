import { DatabaseSync } from 'node:sqlite';
import { isExpansion } from '../expansion.ts';
import { migrations } from './migrations/index.ts';

/**
 * The names of the migrations that a store file has had, in order.
 *
 * @throws Error of SQLite when it is no store.
 */
export function storedMigrations(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare('SELECT name FROM migrations ORDER BY name')
      .all()
      .map(({ name }) => String(name));
  } finally {
    database.close();
  }
}

/**
 * Whether this version knows each of the migrations: a store that has had another, and was not only extended by it, was written by
 * a newer version.
 */
export const knowsMigrations = (names: readonly string[]): boolean =>
  names.every((name) => name in migrations || isExpansion(name));
