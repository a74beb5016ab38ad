import { type Changes, type NoticedTable, WriteCounts, writtenBy } from '../changes.ts';

/**
 * Tells whether what was read of some tables is still so. Writes of this process are counted table by table; of those of
 * others, such as a command run beside the server, SQLite only tells that there were some.
 */
export class StatementChanges implements Changes {
  /** Changes with every commit of another connection. */
  readonly #foreignVersion: () => unknown;
  readonly #isTransaction: () => boolean;
  readonly #counts = new WriteCounts();
  #lastForeign: unknown;
  #isLookedUp = false;

  constructor(foreignVersion: () => unknown, isTransaction: () => boolean) {
    this.#foreignVersion = foreignVersion;
    this.#isTransaction = isTransaction;
  }

  /** What has to be done whenever the statement runs; undefined for one that only reads. */
  recorder(sql: string): (() => void) | undefined {
    const written = writtenBy(sql);
    return written === undefined ? undefined : () => this.#counts.add(written);
  }

  /**
   * A number that is the same as long as nothing was written to the tables. Undefined while a transaction has the
   * connection: those who read then have to wait for its end.
   */
  stamp(tables: readonly NoticedTable[]): number | undefined {
    if (this.#isTransaction()) return undefined;
    this.#lookAtOthers();
    return this.#counts.of(tables);
  }

  /**
   * Once in a turn of the event loop: whatever is read in it was received before it began, so what others commit from now
   * on may as well have come after it.
   */
  #lookAtOthers(): void {
    if (this.#isLookedUp) return;
    const version = this.#foreignVersion();
    if (version !== this.#lastForeign) this.#counts.add('all');
    this.#lastForeign = version;
    this.#isLookedUp = true;
    setImmediate(() => {
      this.#isLookedUp = false;
    });
  }
}
