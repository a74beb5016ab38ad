import { setTimeout as pause } from 'node:timers/promises';
import type { Leases } from '../directory/lease.ts';

/** The kinds of work that one process at a time does. */
export type LeaseName =
  | 'audit anchors'
  | 'credential warnings'
  | 'expiry warnings'
  | 'backup'
  | 'first start'
  | 'hash costs'
  | 'logout notices'
  | 'mail'
  | 'pepper'
  | 'signing keys'
  | 'sweep';

interface LeaseParts {
  readonly leases: Leases;
  /** By which name this process holds it. */
  readonly holder: string;
  readonly wall: () => number;
  /** A clock that nobody sets. */
  readonly elapsed: () => number;
}

/** So long the work rests at the most when the process that did it was killed. */
const lifeMs = 60_000;

/** Between two tries of a process that waits for it. */
const restMs = 250;

/** The right to do a kind of work, which one process at a time has. */
export class Lease implements AsyncDisposable {
  readonly #name: LeaseName;
  readonly #parts: LeaseParts;
  /** By the clock that nobody sets. */
  #heldUntil = Number.NEGATIVE_INFINITY;

  constructor(name: LeaseName, parts: LeaseParts) {
    this.#name = name;
    this.#parts = parts;
  }

  /**
   * Whether this process has it now. The store is asked when half of its time is over, so that work that asks before each
   * step costs nothing; a process that was stopped for long asks anew before it goes on.
   */
  readonly isHeld = async (): Promise<boolean> => {
    const { leases, holder, wall, elapsed } = this.#parts;
    const asked = elapsed();
    if (this.#heldUntil - asked > lifeMs / 2) return true;
    const isMine = await leases.take(this.#name, holder, wall(), lifeMs);
    this.#heldUntil = isMine ? asked + lifeMs : Number.NEGATIVE_INFINITY;
    return isMine;
  };

  /** Does the work, if this process has the lease. */
  alone(work: (stopping: AbortSignal) => Promise<void>): (stopping: AbortSignal) => Promise<void> {
    return async (stopping) => {
      if (await this.isHeld()) await work(stopping);
    };
  }

  /** Waits for it. */
  wait(): Promise<void> {
    return this.waitUnless(async () => false);
  }

  /** Waits for it, or until the work is done. */
  async waitUnless(isDone: () => Promise<boolean>): Promise<void> {
    while (!(await isDone()) && !(await this.isHeld())) await pause(restMs);
  }

  /** Lets another process have it at once; where that cannot be written, it ends by itself. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#heldUntil === Number.NEGATIVE_INFINITY) return;
    this.#heldUntil = Number.NEGATIVE_INFINITY;
    await this.#parts.leases.release(this.#name, this.#parts.holder).catch(() => {});
  }
}

/** A queue of which one process at a time is told what is due: the others would look for the same in vain. */
export function toldAlone<Queue extends { organizationsDue(now: number): Promise<readonly string[]> }>(
  queue: Queue,
  lease: Pick<Lease, 'isHeld'>,
): Queue {
  return {
    ...queue,
    organizationsDue: async (now: number) => {
      const due = await queue.organizationsDue(now);
      return due.length > 0 && (await lease.isHeld()) ? due : [];
    },
  };
}
