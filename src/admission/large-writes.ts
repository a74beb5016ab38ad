import type { Caller } from './caller.ts';
import { Gate, type GateOptions, type Turn } from './gate.ts';

interface Line {
  readonly gate: Gate;
  /** How many wait there or have their turn. */
  size: number;
}

/**
 * Stands before the gate for writes, where much is written: few of an organization come through at the same time. The store
 * does one after the other what they write, so that all who write wait for all of them, whosever turn it is.
 */
export class LargeWrites {
  readonly #options: GateOptions;
  readonly #lines = new Map<string, Line>();

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
      if (line.size === 0) this.#lines.delete(organizationId);
    };
    try {
      const turn = await line.gate.enter(caller, signal);
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
}
