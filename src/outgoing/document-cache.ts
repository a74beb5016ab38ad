import { LruMemory, sizeOf } from '../lru.ts';
import { failureReason, type RequestLimits, sendRequest } from './request.ts';

export interface DocumentCacheParts extends Pick<RequestLimits, 'mayReach'> {
  readonly log: { warn(fields: object, message: string): void };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Fetched<T> {
  /** As it was when it could last be fetched; undefined when that is too long ago. */
  readonly value: T | undefined;
  readonly fetchedAt: number;
  /** When it was last tried. */
  readonly at: number;
  readonly hasFailed: boolean;
}

const bounds = { deadlineMs: 5000, mostBytes: 64 * 1024 };

/** How long it is used before it is fetched again. */
const freshMs = 10 * 60_000;

/** How long what was fetched counts while the server of its owner cannot be reached. */
const longestMs = 24 * 60 * 60_000;

/** How often somebody's server is asked at most, whoever may cause it. */
const pauseMs = 30_000;

/** For some thousand documents. */
const memoryBytes = 8 * 1024 * 1024;

/**
 * Documents of JSON at the addresses of their owners. Each is remembered for ten minutes, and fetched again sooner where it
 * lacks what is looked for, but not more often than every half minute.
 */
export class DocumentCache<T extends object> {
  readonly #parts: DocumentCacheParts;
  readonly #read: (document: Readonly<Record<string, unknown>>) => T;
  readonly #fetched = new LruMemory<Fetched<T>>(memoryBytes);
  readonly #fetching = new Map<string, Promise<T | undefined>>();

  /** @param read takes from a document what is used of it, and nothing besides; throws an Error that says why it is none. */
  constructor(parts: DocumentCacheParts, read: (document: Readonly<Record<string, unknown>>) => T) {
    this.#parts = parts;
    this.#read = read;
  }

  /** The document at that address; undefined when it cannot be fetched. */
  async find(uri: string, isEnough: (known: T) => boolean = () => true): Promise<T | undefined> {
    const known = this.#fetched.get(uri);
    const age = known === undefined ? Infinity : Math.abs(this.#parts.now() - known.at);
    const isGood = known?.value !== undefined && !known.hasFailed && isEnough(known.value);
    if (known && age < (isGood ? freshMs : pauseMs)) return known.value;
    const fetching = this.#fetching.get(uri) ?? this.#fetch(uri).finally(() => this.#fetching.delete(uri));
    this.#fetching.set(uri, fetching);
    return await fetching;
  }

  async #fetch(uri: string): Promise<T | undefined> {
    const { mayReach, log, now } = this.#parts;
    const at = now();
    // Nobody loses good keys because somebody else has them fetched again at a bad moment.
    const { value, fetchedAt = at } = this.#fetched.get(uri) ?? {};
    const kept = Math.abs(at - fetchedAt) < longestMs ? value : undefined;
    let fetched: Fetched<T> = { value: kept, fetchedAt, at, hasFailed: true };
    try {
      const headers = { accept: 'application/json, application/jwk-set+json' };
      const { status, body } = await sendRequest({ method: 'GET', url: uri, headers }, { ...bounds, mayReach });
      if (status !== 200) throw new Error(`status ${status}`);
      fetched = { value: this.#read(parse(body)), fetchedAt: at, at, hasFailed: false };
    } catch (error) {
      log.warn({ uri, reason: failureReason(error) }, 'keys not fetched');
    }
    this.#fetched.set(uri, fetched, sizeOf({ uri, ...fetched }));
    return fetched.value;
  }
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(body.toString('utf8')));
  } catch {
    throw new Error('the answer is no JSON');
  }
}
