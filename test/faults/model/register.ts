import assert from 'node:assert/strict';

/** What the server said to a write: nothing when the answer never came. */
export type Reply = { readonly status: number } | undefined;

/**
 * One value in the store, as its only writer knows it: what was acknowledged last and, as long as an answer is owed, what
 * may have become of it besides.
 */
export class Register<T> {
  readonly #name: string;
  #known: T;
  #owed: { readonly value: T } | undefined;

  constructor(name: string, known: T) {
    this.#name = name;
    this.#known = known;
  }

  get known(): T {
    return this.#known;
  }

  /** Whether the answer to the last write never came. */
  get isOpen(): boolean {
    return this.#owed !== undefined;
  }

  /** A success is kept, whatever comes; a refusal has changed nothing; without an answer it may be either. */
  async write(value: T, request: () => Promise<Reply>): Promise<Reply> {
    this.#owed = { value };
    const reply = await request();
    if (reply === undefined) return undefined;
    if (reply.status < 300) this.#known = value;
    this.#owed = undefined;
    return reply;
  }

  /**
   * Holds what is there against what may be, and knows it from then on.
   *
   * @returns whether a write had happened of which nobody was told.
   */
  settle(actual: T): boolean {
    const possible = [this.#known, ...(this.#owed ? [this.#owed.value] : [])];
    const said = `${this.#name} is ${actual}, and can only be ${possible.join(' or ')}`;
    assert.ok(possible.includes(actual), said);
    const happened = actual !== this.#known;
    this.#known = actual;
    this.#owed = undefined;
    return happened;
  }
}
