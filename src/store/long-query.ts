import { type Kysely, type SelectQueryBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

/**
 * For `modifyFront` of a query that takes long in one piece, such as a page far from the start of a list. The embedded store
 * reads it on a thread, outside of transactions; PostgreSQL takes it as the comment that it is.
 */
export const onThread = sql`/* on a thread */`;

/** Whether a statement was made so. */
export const isOnThread = (text: string): boolean => text.startsWith('select /* on a thread */');

/** To count so many rows, or to sort them, is long. */
export const manyRows = 2000;

/**
 * Whether a query has that many; it looks at no more of them, so the rows of it should be a range of an index. Of
 * PostgreSQL it is not asked: there, nobody waits for a long query but who has asked it.
 */
export async function hasManyRows<Tables extends keyof Database>(
  db: Kysely<Database>,
  query: SelectQueryBuilder<Database, Tables, object>,
): Promise<boolean> {
  if (dialectOf(db).isShared) return false;
  // In no order: all of them would be sorted for it.
  const last = query.clearSelect().clearOrderBy().select(sql.lit(1).as('one')).limit(1).offset(manyRows);
  return (await last.executeTakeFirst()) !== undefined;
}
