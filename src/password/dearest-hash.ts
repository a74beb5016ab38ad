import type { Store } from '../directory/store.ts';
import { LruMemory, sizeOf } from '../lru.ts';

/** An answer is good for so long: whoever knocks needs no token, and hashes from elsewhere come and go with imports and sign-ins. */
const freshMs = 10_000;

/** For some thousand organizations. */
const rememberedBytes = 1024 * 1024;

interface Look {
  readonly at: number;
  readonly hash: Promise<string | undefined>;
}

const looks = new WeakMap<Store, LruMemory<Look>>();

/**
 * Of the hashes in the organization that were made elsewhere, the one that takes longest; undefined when there is none. As long
 * as it takes to refuse anybody there, so that no account betrays by its time where its hash comes from.
 *
 * @param organizationId `everywhere` where an address is looked for in all of them.
 */
export function dearestHash(store: Store, organizationId: string): Promise<string | undefined> {
  const memory = looks.get(store) ?? new LruMemory<Look>(rememberedBytes);
  looks.set(store, memory);
  const known = memory.get(organizationId);
  if (known && performance.now() - known.at < freshMs) return known.hash;
  const hash = store.credentials.dearestForeign(organizationId === everywhere ? undefined : organizationId);
  const look = { at: performance.now(), hash };
  memory.setPending(organizationId, look, hash, sizeOf);
  return hash;
}

/** In place of the id of an organization. */
export const everywhere = '';
