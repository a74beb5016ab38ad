/** What is counted under it when there are too many networks to tell apart. */
const others = 'others';

/** Counts of so many networks, kept in memory. What the others caused is one sum, so that the memory is bounded. */
export class NetworkCounts implements Iterable<readonly [network: string, count: number]> {
  readonly #mostNetworks: number;
  readonly #counts = new Map<string, number>();

  constructor(mostNetworks: number) {
    this.#mostNetworks = mostNetworks;
  }

  [Symbol.iterator](): MapIterator<[string, number]> {
    return this.#counts.entries();
  }

  /** @param count less than zero where that many have been written elsewhere; the network stays told apart. */
  add(network: string, count = 1): void {
    const key = this.#counts.has(network) || this.#counts.size < this.#mostNetworks ? network : others;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
  }

  clear(): void {
    this.#counts.clear();
  }
}
