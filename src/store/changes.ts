import type { Database } from './database.ts';

type Table = keyof Database;

/**
 * The tables of whose writes every process is told, because somebody may remember what was read of them. Versions serve side
 * by side: what is read of a further table may be remembered one release after it came here, not before.
 */
const noticedTables = [
  'api_resources',
  'api_scopes',
  'application_scopes',
  'application_secrets',
  'applications',
  'memberships',
  'old_handles',
  'organizations',
  'personal_access_tokens',
  'revocations',
  'settings',
  'signing_keys',
  'subject_clashes',
  'subjects',
  'users',
] as const satisfies readonly Table[];

export type NoticedTable = (typeof noticedTables)[number];

/** What a statement writes: a table, or nobody knows what. */
export type Written = Table | 'all';

/** Tells whether what was read of some tables is still so. */
export interface Changes {
  /**
   * A number that is the same as long as nothing was written to the tables, by anybody. Undefined while that cannot be
   * told, so that the next caller has to read.
   */
  stamp(tables: readonly NoticedTable[]): number | undefined;
}

/** Listens to what is written, from its beginning on. */
export interface WriteListener extends Changes {
  begin(): void;
  close(): Promise<void>;
  /** To be told of what this process has written, before the caller of the write hears of it. */
  wrote(written: Iterable<Written>): void;
}

/** What is deleted of these takes rows of other tables along (`on delete cascade`). */
export const tablesWithDependants: ReadonlySet<Table> = new Set(['users', 'applications', 'api_resources']);

/** Whether a statement only reads. One with named parts (`with`) does when it has no word in it with which one writes. */
export const isRead = (sql: string): boolean =>
  /^\s*select\b/i.test(sql) || (/^\s*with\b/i.test(sql) && !/\b(?:insert|update|delete|replace)\b/i.test(sql));

/** What a statement writes; undefined for one that only reads, or is about a transaction. */
export function writtenBy(sql: string): Written | undefined {
  if (isRead(sql) || /^\s*(?:pragma|begin|commit|rollback|set)\b/i.test(sql)) return undefined;
  const table = /^\s*(?:insert\s+into|update|delete\s+from)\s+"(\w+)"/i.exec(sql)?.[1] as Table | undefined;
  const takesOthersAlong = /^\s*delete\b/i.test(sql) && tablesWithDependants.has(table as Table);
  return table === undefined || takesOthersAlong ? 'all' : table;
}

const noticed: ReadonlySet<string> = new Set([...noticedTables, 'all']);

/** Whether other processes have to be told of it. */
export const isNoticed = (written: Written): boolean => noticed.has(written);

/** How often each table was written to, as far as that was told. */
export class WriteCounts {
  readonly #byTable = new Map<string, number>();
  #ofAll = 0;

  /** @param written also of a version that has other tables. */
  add(written: string): void {
    if (written === 'all') this.#ofAll += 1;
    else this.#byTable.set(written, (this.#byTable.get(written) ?? 0) + 1);
  }

  /** Another number after each write to any of them. */
  of(tables: readonly Table[]): number {
    let sum = this.#ofAll;
    for (const table of tables) sum += this.#byTable.get(table) ?? 0;
    return sum;
  }
}
