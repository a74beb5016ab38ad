import { smoothedMean } from '../../admission/estimate.ts';
import { LruMemory, sizeOf } from '../../lru.ts';
import { costOf } from '../hash.ts';

/** For about a thousand kinds of hashes. */
const knownBytes = 200 * 1024;

/** How long hashes of each kind take on this machine, as far as any was verified here. */
export class HashCosts {
  readonly #means = new LruMemory<number>(knownBytes);

  /** @param ms what verifying it took a thread. */
  learn(storedHash: string, ms: number): void {
    const kind = costOf(storedHash)?.kind;
    if (kind !== undefined) this.#means.set(kind, smoothedMean(this.#means.get(kind) ?? 0, ms), sizeOf(0));
  }

  isKnown(storedHash: string): boolean {
    return this.#means.get(costOf(storedHash)?.kind ?? '') !== undefined;
  }

  /** In milliseconds. Of a kind that was never verified here, what it takes on machines of today; 0 of what verifies nothing. */
  expectedMs(storedHash: string): number {
    const cost = costOf(storedHash);
    return cost === undefined ? 0 : (this.#means.get(cost.kind) ?? cost.ms);
  }
}
