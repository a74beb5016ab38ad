import { isToldAlready } from '../errors.ts';
import { RoundRobin, type RoundRobinLimits, type TurnOutcome } from './round-robin.ts';

/** The result of one turn of an organization. */
export interface TurnResult {
  readonly outcome: TurnOutcome;
  /** Whether more may be due. */
  readonly isMore: boolean;
}

export interface DeliveryRoundsParts {
  /** The organizations for which something is due, each once. */
  readonly due: () => Promise<readonly string[]>;
  /** Delivers one batch of the organization. */
  readonly serve: (organizationId: string) => Promise<TurnResult>;
  readonly limits: RoundRobinLimits;
  /** How often `due` is called. */
  readonly pollMs: number;
  readonly log: { error(fields: object, message: string): void };
  /** The log messages for a failure of `due` and of `serve`. */
  readonly faults: { readonly due: string; readonly serve: string };
}

/**
 * Delivers what is due for organizations, batch by batch and in turn, until it is ended. No organization waits for another
 * one whose batch takes long.
 */
export class DeliveryRounds {
  readonly #parts: DeliveryRoundsParts;
  readonly #roundRobin: RoundRobin;
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking = Promise.resolve();
  #isEnding = false;
  /** What has kept `due` from its answer the last time. */
  #obstacle: string | undefined;

  constructor(parts: DeliveryRoundsParts) {
    this.#parts = parts;
    this.#roundRobin = new RoundRobin(parts.limits);
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (!this.#isEnding) this.start();
      });
    }, this.#parts.pollMs);
  }

  /** Starts no more batches. Resolves when those under way have ended. */
  async end(): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#running);
  }

  /** Ends the rest of an organization whose server works again. */
  endRest(organizationId: string): void {
    this.#roundRobin.endRest(organizationId);
  }

  async #look(): Promise<void> {
    try {
      this.#roundRobin.setDue(await this.#parts.due(), performance.now());
      this.#obstacle = undefined;
    } catch (error) {
      this.#note(error);
    }
    this.#serveNext();
  }

  /** It may fail twice a second, all night: what is the same has one line. */
  #note(error: unknown): void {
    const { log, faults } = this.#parts;
    const obstacle = String(error);
    if (obstacle !== this.#obstacle && !isToldAlready(error)) log.error({ error: obstacle }, faults.due);
    this.#obstacle = obstacle;
  }

  /** Serves as many organizations as may have a turn. When one ends, another begins. */
  #serveNext(): void {
    for (;;) {
      const organizationId = this.#isEnding ? undefined : this.#roundRobin.begin();
      if (organizationId === undefined) return;
      const round = this.#serve(organizationId).then(({ outcome, isMore }) => {
        this.#running.delete(round);
        this.#roundRobin.end(organizationId, outcome, isMore, performance.now());
        this.#serveNext();
      });
      this.#running.add(round);
    }
  }

  async #serve(organizationId: string): Promise<TurnResult> {
    const { serve, log, faults } = this.#parts;
    try {
      return await serve(organizationId);
    } catch (error) {
      if (!isToldAlready(error)) log.error({ organizationId, error: String(error) }, faults.serve);
      return { outcome: 'unasked', isMore: false };
    }
  }
}
