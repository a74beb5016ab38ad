import { CompiledQuery } from 'kysely';
import type { Connection } from '../open.ts';

/** How SQLite would answer the statement, whatever its values: the steps of its plan, with `; ` between them. */
export async function planOf(db: Connection, statement: string): Promise<string> {
  const { rows } = await db.executeQuery<{ detail: string }>(CompiledQuery.raw(`explain query plan ${statement}`));
  return rows.map(({ detail }) => detail).join('; ');
}
