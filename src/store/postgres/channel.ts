import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Notification } from 'pg';
import { within } from '../../deadline.ts';
import { type NoticedTable, WriteCounts, type WriteListener, type Written } from '../changes.ts';
import type { ApartConnection, Servers } from './servers.ts';

/** On which it is told what a transaction has written, within that transaction: once it is committed, and not before. */
const writes = 'gatehouse_writes';

/** The statement that tells others of what its transaction has written. */
export const noticeOf = (written: Iterable<Written>): string => `notify ${writes}, '${[...written].join(',')}'`;

/** Between two proofs that the channel lives. */
const beatMs = 250;

/** What was heard counts for so long from the moment on at which the proof was asked for. */
const trustMs = 700;

/** A connection that has not answered for so long is given up. */
const patienceMs = 2000;

/** Between two tries to connect. */
const restMs = 250;

interface Moment {
  /** By a clock that nobody sets, and that goes on while the process is stopped. */
  readonly elapsed: number;
  /** A machine that slept may have stopped the other one. */
  readonly wall: number;
}

const thisMoment = (): Moment => ({ elapsed: performance.now(), wall: Date.now() });

const isWithin = (ms: number, since: Moment): boolean => {
  const now = thisMoment();
  return now.elapsed - since.elapsed < ms && Math.abs(now.wall - since.wall) < ms;
};

/**
 * Tells whether what was read of some tables is still so, on a database on which others write as well. It listens to what
 * they tell of their writes, on a connection of its own, and proves again and again that it hears everything: a notice to
 * itself comes after those of all that was committed before (PostgreSQL, NOTIFY, notes). While there is no such proof that is
 * young enough, nothing is believed.
 *
 * A stamp is taken before a query is sent. What was read of a snapshot from before a commit has a stamp from before its notice,
 * whichever of the two arrives first.
 */
export class Channel implements WriteListener {
  readonly #servers: Servers;
  /** On which the process speaks to itself. */
  readonly #own = `gatehouse_${randomUUID()}`;
  readonly #counts = new WriteCounts();
  readonly #closing = new AbortController();
  #beats = 0;
  /** When the latest proof was asked for, and the latest that was given. */
  #asked = thisMoment();
  #proven: Moment | undefined;
  #answered: (() => void) | undefined;
  #connection: ApartConnection | undefined;
  #running = Promise.resolve();

  constructor(servers: Servers) {
    this.#servers = servers;
  }

  /** From now on it listens. */
  begin(): void {
    this.#servers.onDistrust(() => this.#lose());
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#lose();
    await this.#running;
  }

  stamp(tables: readonly NoticedTable[]): number | undefined {
    return this.#proven && isWithin(trustMs, this.#proven) ? this.#counts.of(tables) : undefined;
  }

  wrote(written: Iterable<Written>): void {
    for (const one of written) this.#counts.add(one);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#listen(signal).catch(() => {}); // The next caller that needs the database finds out what is wrong with it.
      this.#lose();
      await pause(restMs, undefined, { signal }).catch(() => {});
    }
  }

  /** Until the connection is lost. */
  async #listen(signal: AbortSignal): Promise<void> {
    const connection = await this.#servers.connectApart();
    if (signal.aborted) connection.cut();
    this.#connection = connection;
    connection.client.on('notification', (notice) => this.#hear(notice));
    await within(patienceMs, connection.client.query(`listen ${writes}; listen "${this.#own}"`));
    this.#counts.add('all'); // Of what was written before, nothing was heard.
    while (this.#connection === connection) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#answered = resolve;
      this.#asked = thisMoment();
      this.#beats += 1;
      await within(
        patienceMs,
        Promise.all([connection.client.query(`notify "${this.#own}", '${this.#beats}'`), promise]),
      );
      await pause(beatMs, undefined, { signal });
    }
  }

  #hear({ channel, payload = '' }: Notification): void {
    if (channel === writes) for (const table of payload.split(',')) this.#counts.add(table);
    else if (payload === String(this.#beats)) {
      this.#proven = this.#asked;
      this.#answered?.();
    }
  }

  /** Nothing is believed until somebody listens anew. */
  #lose(): void {
    this.#proven = undefined;
    this.#connection?.cut();
    this.#connection = undefined;
  }
}
