import { refusedClientKey } from '../directory/application/client-key.ts';
import type { KeySet } from '../directory/application.ts';
import { DocumentCache, type DocumentCacheParts } from './document-cache.ts';

/** Fetches and caches sets of public keys (RFC 7517 section 5). */
export class KeySets {
  readonly #published: DocumentCache<KeySet>;

  constructor(parts: DocumentCacheParts) {
    this.#published = new DocumentCache(parts, read);
  }

  /** The set at that URL; undefined when it cannot be fetched. `kid` is the key that is needed. */
  find(uri: string, kid: unknown): Promise<KeySet | undefined> {
    const isIt = (key: KeySet['keys'][number]) => kid === undefined || key.kid === undefined || key.kid === kid;
    return this.#published.find(uri, ({ keys }) => keys.some(isIt));
  }
}

/** Keeps the usable keys of the set, with the members that are used. */
function read({ keys }: Readonly<Record<string, unknown>>): KeySet {
  if (!Array.isArray(keys)) throw new Error('the answer is no set of keys');
  const known = keys.filter((key) => typeof key === 'object' && key !== null).map(publicMembers);
  return { keys: known.filter((key) => refusedClientKey(key) === undefined) };
}

const members = ['kty', 'crv', 'n', 'e', 'x', 'y', 'kid', 'use', 'alg'];

/** Members of private keys are kept, so that a key that has them is refused. */
const publicMembers = (key: object) =>
  Object.fromEntries(
    Object.entries(key).filter(([name, value]) => typeof value === 'string' && [...members, 'd', 'k'].includes(name)),
  );
