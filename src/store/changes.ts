import type { Database } from './database.ts';

/** Tells whether what was read of some tables is still so. */
export interface Changes {
  /**
   * A number that is the same as long as nothing was written to the tables, by anybody. Undefined while that cannot be
   * told, so that whoever asks has to read.
   */
  stamp(tables: readonly (keyof Database)[]): number | undefined;
}

/** Whether a statement only reads. One with named parts (`with`) does when it has no word in it with which one writes. */
export const isRead = (sql: string): boolean =>
  /^\s*select\b/i.test(sql) || (/^\s*with\b/i.test(sql) && !/\b(?:insert|update|delete|replace)\b/i.test(sql));
