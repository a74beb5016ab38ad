import { LruMemory } from '../lru.ts';

/**
 * How the other server behaved in a turn: it answered to every delivery, or to some of them, could not be used, was not
 * asked, or does not exist.
 */
export type TurnOutcome = 'answered' | 'unsteady' | 'failed' | 'unasked' | 'missing';

export interface RoundRobinLimits {
  /** Organizations served at once. */
  readonly most: number;
  /** How many of these may have a server that did not answer the last time; the other places are for those that did. */
  readonly mostDoubtful: number;
  /** How long an organization rests after its server could not be used, in milliseconds; doubled each time … */
  readonly restMs: number;
  /** … up to this. */
  readonly longestRestMs: number;
}

interface Standing {
  /** The number of the latest turn that it was given. */
  readonly turn: number;
  readonly hasAnswered: boolean;
  readonly failures: number;
  readonly restsUntil: number;
}

const unknown: Standing = { turn: 0, hasAnswered: false, failures: 0, restsUntil: 0 };

/** Enough for some ten thousand organizations. */
const memoryBytes = 4 * 1024 * 1024;
const standingBytes = 100;

/**
 * Decides which organization is served next: the one whose turn was longest ago. A turn is one batch, so that nobody waits
 * for an organization that has much to send; and servers that hang never take all places.
 */
export class RoundRobin {
  readonly #limits: RoundRobinLimits;
  readonly #standings = new LruMemory<Standing>(memoryBytes);
  /** The organizations with something to send, in the order of their turns. */
  #due: string[] = [];
  /** The organizations that have their turn, and whether their servers are doubtful. */
  readonly #serving = new Map<string, boolean>();
  #turns = 0;

  constructor(limits: RoundRobinLimits) {
    this.#limits = limits;
  }

  /**
   * Sets which organizations have something to send.
   *
   * @param at milliseconds of a monotonic clock.
   */
  setDue(organizations: readonly string[], at: number): void {
    const rested = organizations.map((id) => ({ id, ...this.#standingOf(id) })).filter((one) => one.restsUntil <= at);
    this.#due = rested.sort((one, other) => one.turn - other.turn).map(({ id }) => id);
  }

  /** Gives the next organization its turn, until `end`. Undefined when none can have one now. */
  begin(): string | undefined {
    if (this.#serving.size >= this.#limits.most) return undefined;
    const hasRoomForDoubtful = [...this.#serving.values()].filter(Boolean).length < this.#limits.mostDoubtful;
    const index = this.#due.findIndex(
      (id) => !this.#serving.has(id) && (hasRoomForDoubtful || this.#standingOf(id).hasAnswered),
    );
    const [id] = index < 0 ? [] : this.#due.splice(index, 1);
    if (id === undefined) return undefined;
    const standing = this.#standingOf(id);
    this.#turns += 1;
    this.#serving.set(id, !standing.hasAnswered);
    this.#keep(id, { ...standing, turn: this.#turns });
    return id;
  }

  /**
   * @param isMore whether more may be due.
   * @param at as for `setDue`.
   */
  end(id: string, outcome: TurnOutcome, isMore: boolean, at: number): void {
    const { turn, hasAnswered, failures: before } = this.#standingOf(id);
    const failures = { answered: 0, unsteady: 1, failed: before + 1, unasked: before, missing: 1 }[outcome];
    const rests = outcome === 'unsteady' || outcome === 'failed' || outcome === 'missing';
    const restMs = Math.min(this.#limits.longestRestMs, this.#limits.restMs * 2 ** Math.min(failures - 1, 30));
    this.#serving.delete(id);
    this.#keep(id, {
      turn,
      hasAnswered: outcome === 'answered' || (outcome === 'unasked' && hasAnswered),
      failures,
      restsUntil: rests ? at + restMs : 0,
    });
    // What was due was looked at during the turn as well, when it was not known yet that it rests.
    if (rests) this.#due = this.#due.filter((one) => one !== id);
    else if (isMore && !this.#due.includes(id)) this.#due.push(id);
  }

  /** Ends the rest of an organization whose server works again, as a test message has shown. */
  endRest(id: string): void {
    this.#keep(id, { ...this.#standingOf(id), failures: 0, restsUntil: 0 });
  }

  #standingOf(id: string): Standing {
    return this.#standings.get(id) ?? unknown;
  }

  #keep(id: string, standing: Standing): void {
    this.#standings.set(id, standing, standingBytes);
  }
}
