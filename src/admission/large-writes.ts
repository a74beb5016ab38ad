import type { Caller } from './caller.ts';
import { Gate, type GateOptions, type GateStatistics, type Turn } from './gate.ts';

interface Line {
  readonly gate: Gate;
  /** How many wait there or have their turn. */
  size: number;
}

/** Of all lines together. */
export type LargeWritesStatistics = Omit<GateStatistics, 'meanTurnMs'>;

/**
 * Stands before the gate for writes, where much is written: few of an organization come through at the same time. The store
 * does one after the other what they write, so that all who write wait for all of them, whosever turn it is.
 */
export class LargeWrites {
  readonly #options: GateOptions;
  readonly #lines = new Map<string, Line>();
  /** What became of those whose lines are gone. */
  #ended: GateStatistics['ended'] = { served: 0, overloaded: 0, tooMany: 0, cancelled: 0 };

  constructor(options: GateOptions) {
    this.#options = options;
  }

  /** @throws GatehouseError as `Gate.enter`. */
  async enter(caller: Caller, signal?: AbortSignal): Promise<Turn> {
    const { organizationId } = caller;
    const line = this.#lines.get(organizationId) ?? { gate: new Gate(this.#options), size: 0 };
    this.#lines.set(organizationId, line);
    line.size += 1;
    const leave = () => {
      line.size -= 1;
      if (line.size === 0) this.#end(organizationId, line);
    };
    try {
      // All of them have an account, which is the same from whichever network it is used.
      const turn = await line.gate.enter({ ...caller, network: '' }, signal);
      return {
        hasWaited: turn.hasWaited,
        [Symbol.dispose]: () => {
          turn[Symbol.dispose]();
          leave();
        },
      };
    } catch (error) {
      leave();
      throw error;
    }
  }

  statistics(): LargeWritesStatistics {
    const all = [...this.#lines.values()].map(({ gate }) => gate.statistics());
    const sum = (value: (one: GateStatistics) => number) => all.reduce((total, one) => total + value(one), 0);
    return {
      places: sum(({ places }) => places),
      taken: sum(({ taken }) => taken),
      waiting: { known: sum(({ waiting }) => waiting.known), strangers: sum(({ waiting }) => waiting.strangers) },
      expected: sum(({ expected }) => expected),
      ended: all.reduce((total, { ended }) => together(total, ended), this.#ended),
    };
  }

  #end(organizationId: string, { gate }: Line): void {
    this.#lines.delete(organizationId);
    this.#ended = together(this.#ended, gate.statistics().ended);
  }
}

const together = (one: GateStatistics['ended'], other: GateStatistics['ended']): GateStatistics['ended'] => ({
  served: one.served + other.served,
  overloaded: one.overloaded + other.overloaded,
  tooMany: one.tooMany + other.tooMany,
  cancelled: one.cancelled + other.cancelled,
});
