import { keyedHash } from './keyed-hash.ts';

const slots = 1024;

/** Of the text that is looked at: two words, never both of them 0, which stands for nothing. */
const digest = new Int32Array(2);

/**
 * A set of texts that keeps 8 bytes of each, so that the names of millions of people are told apart in little memory. That
 * two of ten million texts are taken for the same has a chance of one in hundreds of thousands, also where somebody chooses them:
 * the key of the hash is drawn.
 */
export class Digests {
  /** Two words for each text; the length is a power of two. */
  #table = new Int32Array(2 * slots);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(text: string): boolean {
    computeDigest(text);
    return this.#isTaken(this.#place(digest, 0));
  }

  /** @returns whether it was not there. */
  add(text: string): boolean {
    computeDigest(text);
    if (!this.#take(digest, 0)) return false;
    this.#size += 1;
    if (4 * this.#size > this.#table.length) this.#grow();
    return true;
  }

  #isTaken(place: number): boolean {
    return this.#table[place] !== 0 || this.#table[place + 1] !== 0;
  }

  /** Where the two words that stand at `at` are, or where they would be. */
  #place(words: Int32Array, at: number): number {
    const table = this.#table;
    const [first, second] = [words[at] as number, words[at + 1]];
    const last = table.length - 2;
    let place = (2 * first) & last;
    while (this.#isTaken(place) && !(table[place] === first && table[place + 1] === second)) place = (place + 2) & last;
    return place;
  }

  #take(words: Int32Array, at: number): boolean {
    const place = this.#place(words, at);
    if (this.#isTaken(place)) return false;
    this.#table[place] = words[at] as number;
    this.#table[place + 1] = words[at + 1] as number;
    return true;
  }

  #grow(): void {
    const before = this.#table;
    this.#table = new Int32Array(2 * before.length);
    for (let at = 0; at < before.length; at += 2) {
      if (before[at] !== 0 || before[at + 1] !== 0) this.#take(before, at);
    }
  }
}

function computeDigest(text: string): void {
  keyedHash(text, digest);
  if (digest[0] === 0 && digest[1] === 0) digest[0] = 1;
}
