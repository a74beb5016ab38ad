import { CompiledQuery } from 'kysely';
import type { QueryResult } from 'pg';
import { isNoticed, type Written, writtenBy } from '../changes.ts';
import type { NamedQuery } from '../prepared.ts';

// What is said about transactions, and which statements are told to others.

export const commit: NamedQuery = { ...CompiledQuery.raw('commit'), name: 'commit' };

/** Takes the limit of the time of a statement away, until the transaction is over. */
export const withoutLimit = 'set local statement_timeout = 0';

/** Until the transaction is over, commits do not wait for the disk. In a batch that is one by itself, `set local` would do nothing. */
export const withoutFlush: NamedQuery = {
  ...CompiledQuery.raw(`select set_config('synchronous_commit', 'off', true)`),
  name: 'without flush',
};

/** What others are told that it writes. */
export function toldOf(sql: string): Written | undefined {
  const written = writtenBy(sql);
  return written !== undefined && isNoticed(written) ? written : undefined;
}

/** Whether it has to be told of the statement, and can be in its transaction: what changes the schema is by itself. */
export const isTold = (sql: string): boolean =>
  /^\s*(?:insert|update|delete|with)\b/i.test(sql) && toldOf(sql) !== undefined;

/** Of several statements in one text, the last one says how they ended. */
export const lastOf = (answers: QueryResult | readonly QueryResult[]): QueryResult =>
  Array.isArray(answers) ? answers.at(-1) : (answers as QueryResult);

/** Of a timer of Node. */
export const longestTimerMs = 2 ** 31 - 1;

/** What the server calls a statement that it has done, and of which it counts the rows that were written. */
export const writes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
