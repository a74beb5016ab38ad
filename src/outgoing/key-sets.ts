import { refusedClientKey } from '../directory/application/client-key.ts';
import type { KeySet } from '../directory/application.ts';
import { Published, type PublishedParts } from './published.ts';

/** Keys of one set that are used. */
const mostKeys = 10;

/** Sets of public keys (RFC 7517 section 5) at the addresses of their owners. */
export class KeySets {
  readonly #published: Published<KeySet>;

  constructor(parts: PublishedParts) {
    this.#published = new Published(parts, read);
  }

  /** The set at that address; undefined when it cannot be fetched. `kid` is the key that is looked for. */
  find(uri: string, kid: unknown): Promise<KeySet | undefined> {
    const isIt = (key: KeySet['keys'][number]) => kid === undefined || key.kid === undefined || key.kid === kid;
    return this.#published.find(uri, ({ keys }) => keys.some(isIt));
  }
}

/** Those that can be used; what else is in the set is for others. */
function read({ keys }: Readonly<Record<string, unknown>>): KeySet {
  if (!Array.isArray(keys)) throw new Error('the answer is no set of keys');
  const usable = keys.filter((key) => typeof key === 'object' && key !== null && refusedClientKey(key) === undefined);
  return { keys: usable.slice(0, mostKeys) };
}
