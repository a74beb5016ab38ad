import { GatehouseError } from '../errors.ts';
import { activities } from '../telemetry.ts';
import type { Caller } from './caller.ts';
import { CallerQueue } from './caller-queue.ts';
import { retryAfterSeconds, smoothedMean } from './estimate.ts';

export interface GateOptions {
  /** What callers wait for, for metrics and traces. */
  readonly name: 'hash' | 'write' | 'largeWrite';
  /** How many turns there are at the same time. */
  readonly places: number;
  /** How many callers may wait; bounds the memory. */
  readonly maxWaiting: number;
  /** How many of them may wait for one account. */
  readonly maxWaitingForAccount: number;
  /** How long a caller may wait, in milliseconds. */
  readonly maxWaitMs: number;
  /** In how many milliseconds what is being done will be done, as far as that is known; absent: by the mean. */
  readonly inHandMs?: () => number;
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** The right to do one expensive thing; over when it is disposed of. */
export interface Turn extends Disposable {
  /** Whether it did not come at once: what was known of the caller before may not be true any more. */
  readonly hasWaited: boolean;
}

/** How it ended for a caller: with a turn; without, because of all the others or of its own account; hung up. */
type Outcome = 'served' | 'overloaded' | 'tooMany' | 'cancelled';

export interface GateStatistics {
  readonly places: number;
  readonly taken: number;
  readonly waiting: { readonly known: number; readonly strangers: number };
  /** Callers who were told when to come again and are expected. */
  readonly expected: number;
  /** Running mean of how long a turn takes, in milliseconds; 0 before the first. */
  readonly meanTurnMs: number;
  /** For how many callers it ended in each way. */
  readonly ended: Readonly<Record<Outcome, number>>;
}

interface Waiter {
  readonly begin: (turn: Turn) => void;
  readonly refuse: (error: GatehouseError) => void;
}

/** Of so many turns in a row, known callers get all but one, as long as any of them wait. */
const turnsPerStranger = 4;

/** A caller who comes earlier than told waits only if the queue has become so much shorter in the meantime. */
const shareForEarly = 0.5;

/**
 * Stands before everything that hashes or writes, and lets callers in one by one, each when it is its turn. Known
 * callers have three turns of four. A caller who would have to wait too long is refused before anything was done, and
 * told when to come again. Those who do go before the newcomers of the same network; coming earlier gains nothing.
 */
export class Gate {
  readonly #options: GateOptions;
  readonly #now: () => number;
  readonly #known = new CallerQueue<Waiter>();
  readonly #strangers = new CallerQueue<Waiter>();
  readonly #ended: Record<Outcome, number> = { served: 0, overloaded: 0, tooMany: 0, cancelled: 0 };
  #taken = 0;
  #calls = 0;
  #meanTurnMs = 0;
  #isClosed = false;

  constructor(options: GateOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
  }

  /**
   * Waits for a turn.
   *
   * @param signal gives the place in the queue back when the caller hangs up.
   * @throws GatehouseError Overloaded when the wait would be too long; TooManyRequests when too many wait for the
   *   account, or the caller was told to come later; Cancelled.
   */
  async enter(caller: Caller, signal?: AbortSignal): Promise<Turn> {
    if (signal?.aborted) throw this.#cancelled();
    if (this.#isClosed) throw this.#closed();
    const queue = caller.isKnown ? this.#known : this.#strangers;
    const isFree = this.#taken < this.#options.places;
    const punctuality = queue.punctuality(caller, this.#now());
    if (!isFree && punctuality !== 'asAgreed') this.#requireRoom(queue, caller, punctuality === 'early');
    queue.endAppointment(caller);
    if (isFree) return this.#begin(false);
    const facts = { gate: this.#options.name, isKnown: caller.isKnown };
    return await activities.turn.measure(facts, () => this.#wait(queue, caller, punctuality === 'asAgreed', signal));
  }

  statistics(): GateStatistics {
    return {
      places: this.#options.places,
      taken: this.#taken,
      waiting: { known: this.#known.length, strangers: this.#strangers.length },
      expected: this.#known.expected + this.#strangers.expected,
      meanTurnMs: this.#meanTurnMs,
      ended: { ...this.#ended },
    };
  }

  /** Refuses all who wait and all who come. */
  close(): void {
    this.#isClosed = true;
    for (let waiter = this.#next(); waiter !== undefined; waiter = this.#next()) waiter.refuse(this.#closed());
  }

  #requireRoom(queue: CallerQueue<Waiter>, caller: Caller, isEarly: boolean): void {
    const { maxWaiting, maxWaitingForAccount, maxWaitMs } = this.#options;
    const waitMs = this.#expectedWaitMs(queue, caller);
    const isTooEarly = isEarly && waitMs > maxWaitMs * shareForEarly;
    if (isTooEarly || queue.waitingForAccount(caller) >= maxWaitingForAccount) {
      throw this.#refusal('tooMany', queue, caller);
    }
    const isFull = this.#known.length + this.#strangers.length >= maxWaiting;
    if (isFull || waitMs > maxWaitMs) throw this.#refusal('overloaded', queue, caller);
  }

  #wait(queue: CallerQueue<Waiter>, caller: Caller, isAsAgreed: boolean, signal?: AbortSignal): Promise<Turn> {
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    const leave = queue.join(caller, { begin: resolve, refuse: reject }, isAsAgreed);
    const hangUp = () => leave() && reject(this.#cancelled());
    const giveUp = () => leave() && reject(this.#refusal('overloaded', queue, caller));
    const deadline = setTimeout(giveUp, this.#options.maxWaitMs).unref();
    signal?.addEventListener('abort', hangUp, { once: true });
    return promise.finally(() => {
      clearTimeout(deadline);
      signal?.removeEventListener('abort', hangUp);
    });
  }

  #begin(hasWaited: boolean): Turn {
    this.#taken += 1;
    this.#ended.served += 1;
    const since = this.#now();
    let isOver = false;
    return {
      hasWaited,
      [Symbol.dispose]: () => {
        if (isOver) return;
        isOver = true;
        this.#taken -= 1;
        this.#meanTurnMs = smoothedMean(this.#meanTurnMs, this.#now() - since);
        this.#callNext();
      },
    };
  }

  #callNext(): void {
    const waiter = this.#next();
    waiter?.begin(this.#begin(true));
  }

  #next(): Waiter | undefined {
    this.#calls += 1;
    const isStrangersTurn = this.#calls % turnsPerStranger === 0;
    const [first, second] = isStrangersTurn ? [this.#strangers, this.#known] : [this.#known, this.#strangers];
    return first.next() ?? second.next();
  }

  #expectedWaitMs(queue: CallerQueue<Waiter>, caller: Caller): number {
    return this.#timeOf(queue, queue.ahead(caller, this.#options.maxWaitMs, this.#now()));
  }

  /**
   * How long it takes until so many of the queue and one more have had their turns, in between those of the other
   * queue.
   */
  #timeOf(queue: CallerQueue<Waiter>, ahead: number): number {
    const isKnown = queue === this.#known;
    const perTurn = isKnown ? 1 / (turnsPerStranger - 1) : turnsPerStranger - 1;
    const other = isKnown ? this.#strangers : this.#known;
    const others = Math.min(other.length, Math.ceil((ahead + 1) * perTurn));
    return this.#timeOfTurns(ahead + others + 1);
  }

  /** The turns that are taken end first. What they take may be known better than by the mean of those before. */
  #timeOfTurns(count: number): number {
    const { places, inHandMs } = this.#options;
    const intervalMs = this.#meanTurnMs / places;
    const taken = Math.min(count, this.#taken);
    const knownMs = this.#taken === 0 ? 0 : ((inHandMs?.() ?? 0) * taken) / this.#taken;
    return Math.max(taken * intervalMs, knownMs) + (count - taken) * intervalMs;
  }

  #refusal(outcome: 'overloaded' | 'tooMany', queue: CallerQueue<Waiter>, caller: Caller): GatehouseError {
    this.#ended[outcome] += 1;
    const now = this.#now();
    const earliest = now + this.#expectedWaitMs(queue, caller);
    const intervalMs = this.#timeOf(queue, queue.between(caller));
    const seconds = queue.appoint(caller, { earliest, intervalMs, now });
    return new GatehouseError({
      code: outcome === 'tooMany' ? 'TooManyRequests' : 'Overloaded',
      retryAfterSeconds: seconds,
    });
  }

  #cancelled(): GatehouseError {
    this.#ended.cancelled += 1;
    return new GatehouseError({ code: 'Cancelled', wasWaiting: true });
  }

  #closed(): GatehouseError {
    this.#ended.overloaded += 1;
    return new GatehouseError({ code: 'Overloaded', retryAfterSeconds: retryAfterSeconds(0) });
  }
}
