import type { ServerResponse } from 'node:http';
import { FifoQueue } from '../../admission/fifo-queue.ts';
import { GatehouseError } from '../../errors.ts';
import type { Endpoint } from '../../operation/endpoint.ts';

/** Of one organization at the same time: each may hold ten thousand people in memory until it is taken. */
const mostAtOnce = 4;

/** More than that come back later. */
const mostWaiting = 64;

const longestWaitMs = 10_000;
const retryAfterSeconds = 5;

interface Line {
  running: number;
  /** Each begins the turn of one that waits. */
  readonly waiting: FifoQueue<() => void>;
}

/**
 * The answers of which much is in memory while they are sent in pieces. There are few of each organization at the same time, so that
 * nobody takes all memory by asking for many of them and taking none. Downloads and pages are read as they are taken.
 */
export class LongAnswers {
  readonly #lines = new Map<string, Line>();
  readonly #known = new WeakSet<ServerResponse>();

  /**
   * Waits for a turn, which ends with the response. A response has one, however many operations are performed for it.
   *
   * @returns whether it did not come at once.
   * @throws GatehouseError Overloaded when there would be none soon; Cancelled when the caller hangs up.
   */
  async enter(
    { answer }: Pick<Endpoint, 'answer'>,
    organizationId: string,
    response: ServerResponse,
  ): Promise<boolean> {
    if (!('isLong' in answer) || this.#known.has(response)) return false;
    this.#known.add(response);
    const line = this.#lines.get(organizationId) ?? { running: 0, waiting: new FifoQueue() };
    this.#lines.set(organizationId, line);
    const hasToWait = line.running >= mostAtOnce;
    if (hasToWait) await waitIn(line, response);
    else line.running += 1;
    if (response.closed) this.#leave(organizationId, line);
    else response.once('close', () => this.#leave(organizationId, line));
    return hasToWait;
  }

  #leave(organizationId: string, line: Line): void {
    const next = line.waiting.shift();
    if (next) next();
    else line.running -= 1;
    if (line.running === 0) this.#lines.delete(organizationId);
  }
}

async function waitIn({ waiting }: Line, response: ServerResponse): Promise<void> {
  if (waiting.length >= mostWaiting) throw overloaded();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = waiting.join(resolve);
  const giveUp = (error: GatehouseError) => leave() && reject(error);
  const timer = setTimeout(() => giveUp(overloaded()), longestWaitMs).unref();
  const hangUp = () => giveUp(new GatehouseError({ code: 'Cancelled', wasWaiting: true }));
  response.once('close', hangUp);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    response.off('close', hangUp);
  }
}

const overloaded = () => new GatehouseError({ code: 'Overloaded', retryAfterSeconds });
