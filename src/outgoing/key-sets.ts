import { refusedClientKey } from '../directory/application/client-key.ts';
import type { KeySet } from '../directory/application.ts';
import { LruMemory, sizeOf } from '../directory/lru.ts';
import { ask, type Bounds, reasonOf } from './ask.ts';

export interface KeySetsParts extends Pick<Bounds, 'mayReach'> {
  readonly log: { warn(fields: object, message: string): void };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface Fetched {
  /** Undefined when they could not be fetched. */
  readonly keys: KeySet | undefined;
  readonly at: number;
}

const bounds = { deadlineMs: 5000, mostBytes: 64 * 1024 };

/** How long keys are used before they are fetched again. */
const freshMs = 10 * 60_000;

/** How often somebody's server is asked at most, whoever may cause it. */
const pauseMs = 30_000;

/** Keys of one set that are used. */
const mostKeys = 10;

/** For some thousand sets. */
const memoryBytes = 8 * 1024 * 1024;

/**
 * Sets of public keys (RFC 7517 section 5) at the addresses of their owners. Each is remembered for ten minutes, and
 * fetched again sooner for a key that is not in it, but not more often than every half minute.
 */
export class KeySets {
  readonly #parts: KeySetsParts;
  readonly #fetched = new LruMemory<Fetched>(memoryBytes);
  readonly #fetching = new Map<string, Promise<KeySet | undefined>>();

  constructor(parts: KeySetsParts) {
    this.#parts = parts;
  }

  /** The set at that address; undefined when it cannot be fetched. `kid` is the key that is looked for. */
  async find(uri: string, kid: unknown): Promise<KeySet | undefined> {
    const known = this.#fetched.get(uri);
    const age = known === undefined ? Infinity : Math.abs(this.#parts.now() - known.at);
    const isThere = known?.keys?.keys.some((key) => kid === undefined || key.kid === undefined || key.kid === kid);
    if (known && age < (isThere ? freshMs : pauseMs)) return known.keys;
    const fetching = this.#fetching.get(uri) ?? this.#fetch(uri).finally(() => this.#fetching.delete(uri));
    this.#fetching.set(uri, fetching);
    return await fetching;
  }

  async #fetch(uri: string): Promise<KeySet | undefined> {
    const { mayReach, log, now } = this.#parts;
    let keys: KeySet | undefined;
    try {
      const headers = { accept: 'application/jwk-set+json, application/json' };
      keys = read(await ask({ method: 'GET', url: uri, headers }, { ...bounds, mayReach }));
    } catch (error) {
      log.warn({ uri, reason: reasonOf(error) }, 'keys not fetched');
    }
    const fetched = { keys, at: now() };
    this.#fetched.set(uri, fetched, sizeOf({ uri, ...fetched }));
    return keys;
  }
}

/** Those that can be used; what else is in the set is for others. */
function read({ status, body }: { readonly status: number; readonly body: Buffer }): KeySet {
  if (status !== 200) throw new Error(`status ${status}`);
  const { keys } = parse(body);
  if (!Array.isArray(keys)) throw new Error('the answer is no set of keys');
  const usable = keys.filter((key) => typeof key === 'object' && key !== null && refusedClientKey(key) === undefined);
  return { keys: usable.slice(0, mostKeys) };
}

function parse(body: Buffer): { readonly keys?: unknown } {
  try {
    return Object(JSON.parse(body.toString('utf8'))) as object;
  } catch {
    throw new Error('the answer is no JSON');
  }
}
