import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

const mark = '/* not flushed */';

/**
 * For `modifyEnd` of a write whose commit need not wait for the disk, because nobody is told of it: it outlives the process, and
 * the next commit takes it along. A loss of power forgets it; so does the end of a PostgreSQL server that is killed. In a
 * transaction it means nothing.
 */
export const unflushed = sql.raw(mark);

export const isUnflushed = (text: string): boolean => text.endsWith(mark);

/**
 * Resolves when everything that was committed is on the disk: for what leaves the store before anybody has waited, and for a process that
 * was opened to write very much.
 */
export const flush = (db: Kysely<Database>): Promise<void> => dialectOf(db).flush();
