import { type Conduct, Rota, type RotaLimits } from './rota.ts';

/** What came of one turn of an organization. */
export interface Turn {
  readonly conduct: Conduct;
  /** Whether more may be due. */
  readonly isMore: boolean;
}

export interface RoundsParts {
  /** Organizations for which something is due, each once. */
  readonly due: () => Promise<readonly string[]>;
  /** Does one batch for the organization. */
  readonly serve: (organizationId: string) => Promise<Turn>;
  readonly limits: RotaLimits;
  /** How often it is looked whether something is due. */
  readonly pollMs: number;
  readonly log: { error(fields: object, message: string): void };
  /** What the log says when it cannot be found out what is due, and when a batch breaks off. */
  readonly faults: { readonly due: string; readonly serve: string };
}

/**
 * Does what is due for organizations, batch by batch and in turn, until it is ended. None waits for one whose batch takes
 * long.
 */
export class Rounds {
  readonly #parts: RoundsParts;
  readonly #rota: Rota;
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #looking = Promise.resolve();
  #isEnding = false;

  constructor(parts: RoundsParts) {
    this.#parts = parts;
    this.#rota = new Rota(parts.limits);
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#looking = this.#look().finally(() => {
        if (!this.#isEnding) this.start();
      });
    }, this.#parts.pollMs);
  }

  /** Takes up nothing more. Resolves when the batches that are under way have ended. */
  async end(): Promise<void> {
    this.#isEnding = true;
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#running);
  }

  /** Ends the rest of an organization whose server has answered otherwise. */
  welcome(organizationId: string): void {
    this.#rota.welcome(organizationId);
  }

  async #look(): Promise<void> {
    const { due, log, faults } = this.#parts;
    try {
      this.#rota.setDue(await due(), performance.now());
    } catch (error) {
      log.error({ error: String(error) }, faults.due);
    }
    this.#serveNext();
  }

  /** As many as have a turn. Each that ends makes room for another. */
  #serveNext(): void {
    for (;;) {
      const organizationId = this.#isEnding ? undefined : this.#rota.begin();
      if (organizationId === undefined) return;
      const round = this.#serve(organizationId).then(({ conduct, isMore }) => {
        this.#running.delete(round);
        this.#rota.end(organizationId, conduct, isMore, performance.now());
        this.#serveNext();
      });
      this.#running.add(round);
    }
  }

  async #serve(organizationId: string): Promise<Turn> {
    const { serve, log, faults } = this.#parts;
    try {
      return await serve(organizationId);
    } catch (error) {
      log.error({ organizationId, error: String(error) }, faults.serve);
      return { conduct: 'unasked', isMore: false };
    }
  }
}
