import type { Kysely, QueryResult } from 'kysely';
import { LruMap } from '../directory/lru.ts';
import type { Changes } from './changes.ts';
import type { Database } from './database.ts';

type Query<Values extends object, Row> = (db: Kysely<Database>, values: Values) => Promise<QueryResult<Row>>;

interface Memory<Row> {
  readonly stamp: number;
  readonly result: Promise<QueryResult<Row>>;
}

/** Results kept of each query, at about 1 KiB each. */
const maxRemembered = 2000;

/** In characters. What is asked for many things at once is not asked again soon, and its result is as long. */
const maxKey = 1000;

/**
 * A query of the hot path whose result is kept for as long as nobody writes to the tables that it reads: never longer, so
 * that whatever ends a token or changes a right counts with the next request. A transaction reads anew.
 */
export function remembered<Values extends object, Row>(
  tables: readonly (keyof Database)[],
  query: Query<Values, Row>,
): Query<Values, Row> {
  const memories = new WeakMap<Changes, LruMap<string, Memory<Row>>>();
  return (db, values) => {
    const { changes } = db.getExecutor().adapter as { readonly changes?: Changes };
    const stamp = db.isTransaction ? undefined : changes?.stamp(tables);
    if (!changes || stamp === undefined) return query(db, values);
    const key = JSON.stringify(values);
    if (key.length > maxKey) return query(db, values);
    const memory = memories.get(changes) ?? new LruMap<string, Memory<Row>>(maxRemembered);
    memories.set(changes, memory);
    const known = memory.get(key);
    if (known?.stamp === stamp) return known.result;
    const result = query(db, values);
    memory.set(key, { stamp, result });
    result.catch(() => memory.delete(key));
    return result;
  };
}
