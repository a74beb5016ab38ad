import type { Kysely, QueryResult } from 'kysely';
import { LruMemory, sizeOf } from '../lru.ts';
import type { Changes, NoticedTable } from './changes.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

type Query<Values extends object, Row> = (db: Kysely<Database>, values: Values) => Promise<QueryResult<Row>>;

interface Memory<Row> {
  readonly stamp: number;
  readonly result: Promise<QueryResult<Row>>;
}

/** For the results of all queries together: twenty thousand of ordinary length. */
const rememberedBytes = 24 * 1024 * 1024;

/** In characters. What is asked for many things at once is not asked again soon, and its result is as long. */
const maxKey = 1000;

const memories = new WeakMap<Changes, LruMemory<Memory<unknown>>>();
let queries = 0;

/**
 * A query of the hot path whose result is kept for as long as nobody writes to the tables that it reads: never longer, so
 * that whatever ends a token or changes a right counts with the next request. A transaction reads anew.
 */
export function remembered<Values extends object, Row>(
  tables: readonly NoticedTable[],
  query: Query<Values, Row>,
): Query<Values, Row> {
  queries += 1;
  const prefix = `${queries} `;
  return (db, values) => {
    const { changes } = dialectOf(db);
    const stamp = db.isTransaction ? undefined : changes?.stamp(tables);
    if (!changes || stamp === undefined) return query(db, values);
    const key = prefix + JSON.stringify(values);
    if (key.length > maxKey) return query(db, values);
    const memory = memories.get(changes) ?? new LruMemory<Memory<unknown>>(rememberedBytes);
    memories.set(changes, memory);
    const known = memory.get(key) as Memory<Row> | undefined;
    if (known?.stamp === stamp) return known.result;
    const result = query(db, values);
    memory.setPending(key, { stamp, result }, result, ({ rows }) => sizeOf(rows));
    return result;
  };
}
