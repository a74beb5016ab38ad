import { type Changes, isRead } from '../changes.ts';
import type { Database } from '../database.ts';

type Table = keyof Database;

/** What is deleted of these takes rows of other tables along (`on delete cascade`). */
export const tablesWithDependants: ReadonlySet<Table> = new Set(['users', 'applications', 'api_resources']);

/**
 * Tells whether what was read of some tables is still so. Writes of this process are counted table by table; of those of
 * others, such as a command run beside the server, SQLite only tells that there were some.
 */
export class StatementChanges implements Changes {
  /** Changes with every commit of another connection. */
  readonly #foreignVersion: () => unknown;
  readonly #isTransaction: () => boolean;
  readonly #byTable = new Map<string, number>();
  #ofAll = 0;
  #lastForeign: unknown;
  #isLookedUp = false;

  constructor(foreignVersion: () => unknown, isTransaction: () => boolean) {
    this.#foreignVersion = foreignVersion;
    this.#isTransaction = isTransaction;
  }

  /** What has to be done whenever the statement runs; undefined for one that only reads. */
  recorder(sql: string): (() => void) | undefined {
    if (isRead(sql) || /^\s*(?:pragma|begin|commit|rollback)\b/i.test(sql)) return undefined;
    const table = /^\s*(?:insert\s+into|update|delete\s+from)\s+"(\w+)"/i.exec(sql)?.[1];
    const takesOthersAlong = /^\s*delete\b/i.test(sql) && tablesWithDependants.has(table as Table);
    return () => {
      if (table === undefined || takesOthersAlong) this.#ofAll += 1;
      else this.#byTable.set(table, (this.#byTable.get(table) ?? 0) + 1);
    };
  }

  /**
   * A number that is the same as long as nothing was written to the tables. Undefined while a transaction has the
   * connection: whoever reads then has to wait for its end.
   */
  stamp(tables: readonly Table[]): number | undefined {
    if (this.#isTransaction()) return undefined;
    this.#lookAtOthers();
    let stamp = this.#ofAll;
    for (const table of tables) stamp += this.#byTable.get(table) ?? 0;
    return stamp;
  }

  /**
   * Once in a turn of the event loop: whatever is read in it was received before it began, so what others commit from now
   * on may as well have come after it.
   */
  #lookAtOthers(): void {
    if (this.#isLookedUp) return;
    const version = this.#foreignVersion();
    if (version !== this.#lastForeign) this.#ofAll += 1;
    this.#lastForeign = version;
    this.#isLookedUp = true;
    setImmediate(() => {
      this.#isLookedUp = false;
    });
  }
}
