import { LruMemory, sizeOf } from '../lru.ts';
import { failureReason, type RequestLimits, sendRequest } from './request.ts';

export interface DocumentCacheParts extends Pick<RequestLimits, 'mayReach'> {
  readonly log: { warn(fields: object, message: string): void };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Fetched<T> {
  /** The last version that could be fetched; undefined when that is too long ago. */
  readonly value: T | undefined;
  readonly fetchedAt: number;
  /** When the last attempt was. */
  readonly at: number;
  readonly hasFailed: boolean;
}

const bounds = { deadlineMs: 5000, mostBytes: 64 * 1024 };

/** How long a document is used before it is fetched again. */
const freshMs = 10 * 60_000;

/** How long a document is used while its server cannot be reached. */
const longestMs = 24 * 60 * 60_000;

/** The minimum time between two requests for the same document, whatever causes them. */
const pauseMs = 30_000;

/** Enough for some thousand documents. */
const memoryBytes = 8 * 1024 * 1024;

/**
 * Fetches and caches JSON documents. Each is used for ten minutes, and fetched again sooner if it lacks what is needed, but
 * not more often than every half minute.
 */
export class DocumentCache<T extends object> {
  readonly #parts: DocumentCacheParts;
  readonly #read: (document: Readonly<Record<string, unknown>>) => T;
  readonly #fetched = new LruMemory<Fetched<T>>(memoryBytes);
  readonly #fetching = new Map<string, Promise<T | undefined>>();

  /** @param read returns the part of a document that is used; throws an Error when the document is not valid. */
  constructor(parts: DocumentCacheParts, read: (document: Readonly<Record<string, unknown>>) => T) {
    this.#parts = parts;
    this.#read = read;
  }

  /** The document at that URL; undefined when it cannot be fetched. */
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
    // A failure does not remove a good document: anyone can cause an attempt at a bad moment.
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
