import { everyOrganizationId } from '../directory/organization/every.ts';
import type { Store } from '../directory/store.ts';
import { LruMemory, sizeOf } from '../lru.ts';
import { costOf } from './hash.ts';

/** An answer is good for so long: those who ask need no token, and hashes from elsewhere come and go with imports and sign-ins. */
const freshMs = 10_000;

/** To ask every organization takes longer. */
const freshOfAllMs = 60_000;

/** For some thousand organizations. */
const rememberedBytes = 1024 * 1024;

interface Look {
  readonly at: number;
  readonly hash: Promise<string | undefined>;
}

const looks = new WeakMap<Store, LruMemory<Look>>();
const looksAtAll = new WeakMap<Store, Look>();

/**
 * Of the hashes in the organization that were made elsewhere, the one that takes longest; undefined when there is none. As long
 * as it takes to refuse anybody there, so that no account betrays by its time where its hash comes from.
 */
export function slowestHash(store: Store, organizationId: string): Promise<string | undefined> {
  const memory = looks.get(store) ?? new LruMemory<Look>(rememberedBytes);
  looks.set(store, memory);
  const known = memory.get(organizationId);
  if (known && performance.now() - known.at < freshMs) return known.hash;
  const hash = store.credentials.slowestForeign(organizationId);
  const look = { at: performance.now(), hash };
  memory.setPending(organizationId, look, hash, sizeOf);
  return hash;
}

/** The same of all organizations. Where there are many, it is the one of a minute ago that is told while they are asked again. */
export function slowestHashOfAll(store: Store): Promise<string | undefined> {
  const known = looksAtAll.get(store);
  if (known && performance.now() - known.at < freshOfAllMs) return known.hash;
  const asked = askAll(store);
  // Until it is known, callers are told what was known before.
  const look = { at: performance.now(), hash: known?.hash ?? asked };
  looksAtAll.set(store, look);
  const settle = (found: Look | undefined) => {
    if (looksAtAll.get(store) !== look) return;
    if (found) looksAtAll.set(store, found);
    else looksAtAll.delete(store);
  };
  asked.then(
    () => settle({ at: look.at, hash: asked }),
    () => settle(undefined),
  );
  return look.hash;
}

async function askAll(store: Store): Promise<string | undefined> {
  let slowest: string | undefined;
  for await (const organizationId of everyOrganizationId(store.organizations)) {
    const hash = await store.credentials.slowestForeign(organizationId);
    if (hash !== undefined && msOf(hash) > msOf(slowest)) slowest = hash;
  }
  return slowest;
}

const msOf = (hash: string | undefined): number => (hash === undefined ? -1 : (costOf(hash)?.ms ?? 0));
