import { hash } from 'node:crypto';

const slots = 1024;

/**
 * A set of texts that keeps 8 bytes of each, so that the names of millions of people are told apart in little memory. That
 * two of ten million texts are taken for the same has a chance of one in hundreds of thousands.
 */
export class Digests {
  #table = new BigUint64Array(2 * slots);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(text: string): boolean {
    return this.#table[this.#place(digestOf(text))] !== 0n;
  }

  /** @param digest of the text. */
  add(digest: bigint): void {
    const place = this.#place(digest);
    if (this.#table[place] !== 0n) return;
    this.#table[place] = digest;
    this.#size += 1;
    if (2 * this.#size > this.#table.length) this.#grow();
  }

  /** Where the digest is, or where it would be. */
  #place(digest: bigint): number {
    const { length } = this.#table;
    let place = Number(digest & 0xff_ffff_ffffn) % length;
    while (this.#table[place] !== 0n && this.#table[place] !== digest) place = (place + 1) % length;
    return place;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new BigUint64Array(2 * before.length);
    for (const digest of before) if (digest !== 0n) this.#table[this.#place(digest)] = digest;
  }
}

/** Never 0, which stands for nothing. By way of hexadecimal digits, because a buffer for each would take twice as long. */
export const digestOf = (text: string): bigint => BigInt(`0x${hash('sha1', text, 'hex').slice(0, 16)}`) || 1n;
