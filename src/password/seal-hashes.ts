import { setTimeout as pause } from 'node:timers/promises';
import { isSealedHash, noPepperKey, type Pepper, pepperKeyOf } from '../directory/pepper.ts';
import { isPepperKeyUsed, type PepperKey, type PepperKeys, type PepperPass } from '../directory/pepper-key.ts';
import type { StoredHash, StoredHashes } from '../directory/stored-hash.ts';
import { inTurns, portions } from '../turns.ts';

export interface SealingTools {
  readonly hashes: StoredHashes;
  readonly keys: PepperKeys;
  readonly pepper: Pepper;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Asked before each batch. What was done until then is kept, and the next call goes on from there. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** What a whole pass has come to. */
export interface Sealed {
  /** How many hashes are left with each key. */
  readonly counts: Readonly<Record<string, number>>;
  /** Keys that no hash needs any more, which one may have needed before. */
  readonly freed: readonly string[];
}

const day = 24 * 60 * 60_000;

/** Read at once: with those that are retired, some hundreds of hashes. */
const accountsAtOnce = 50;

/** Written in one transaction. */
const hashesAtOnce = 100;

/** So long no process may have sealed with another key: each says every minute with which it does. */
const agreedMs = 2 * 60_000;

/**
 * Has every hash of the store, those of retired passwords included, sealed with the key that seals now, or with none where
 * none does. Nobody has to sign in for it. To be called every minute, by one process at a time: it does nothing unless hashes
 * may be left that are sealed otherwise, or a day has passed since they were counted.
 *
 * @returns undefined when there was no whole pass.
 */
export async function sealHashes(tools: SealingTools): Promise<Sealed | undefined> {
  const { keys, pepper, now } = tools;
  const before = await keys.all();
  const own = before.find(({ id }) => id === pepper.seals);
  const others = before.filter(({ id }) => id !== pepper.seals);
  const latest = Math.max(0, ...others.map(({ writtenAt }) => writtenAt));
  if (!own || latest > now() - agreedMs || !isDue(pepper, own, others, now())) return undefined;
  const begun = await keys.interrupted(pepper.seals);
  // A hash may have been sealed otherwise behind it since.
  const isGood = begun && begun.from > latest;
  const pass = await goThrough(tools, isGood ? begun : { from: now(), organizationId: '', userId: '', counts: {} });
  if (!pass) return undefined;
  await keys.finish(pepper.seals, pass);
  const after = await keys.all();
  const wasUsed = ({ id }: PepperKey) => before.some((one) => one.id === id && isPepperKeyUsed(one));
  return {
    counts: pass.counts,
    freed: after.filter((one) => !isPepperKeyUsed(one) && wasUsed(one)).map(({ id }) => id),
  };
}

function isDue(pepper: Pepper, own: PepperKey, others: readonly PepperKey[], now: number): boolean {
  const opens = (id: string) => id === noPepperKey || pepper.opens.has(id);
  const isLeft = ({ id, writtenAt, countedFrom, hashes = 0 }: PepperKey) =>
    countedFrom === undefined || writtenAt >= countedFrom || (hashes > 0 && opens(id));
  return own.countedFrom === undefined || own.countedFrom <= now - day || others.some(isLeft);
}

/** Undefined when it was stopped. */
async function goThrough(tools: SealingTools, begun: PepperPass): Promise<PepperPass | undefined> {
  const { hashes, keys, pepper } = tools;
  let pass = begun;
  for (const organizationId of await hashes.organizationIds()) {
    if (organizationId < begun.organizationId) continue;
    let behind = organizationId === begun.organizationId ? begun.userId : '';
    for (;;) {
      if (!(await tools.mayGoOn())) return undefined;
      const beganAt = performance.now();
      const { hashes: found, last } = await hashes.ofNext(organizationId, behind, accountsAtOnce);
      if (last === undefined) break;
      const { changes, counts } = await sealAll(pepper, found, pass.counts);
      pass = { ...pass, organizationId, userId: last, counts };
      for (const portion of portions(changes, hashesAtOnce)) await hashes.rewrite(portion);
      if (changes.length > 0) await keys.keep(pepper.seals, pass);
      behind = last;
      // Requests come first.
      await pause(performance.now() - beganAt);
    }
  }
  return pass;
}

async function sealAll(pepper: Pepper, found: readonly StoredHash[], before: PepperPass['counts']) {
  const changes: { readonly hash: StoredHash; readonly text: string }[] = [];
  const counts: Record<string, number> = { ...before };
  for await (const hash of inTurns(found)) {
    const text = sealAnew(pepper, hash);
    if (text !== hash.text) changes.push({ hash, text });
    const id = pepperKeyOf(text);
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return { changes, counts };
}

/** What is to be stored of it; what cannot be opened stays as it is. */
function sealAnew(pepper: Pepper, hash: StoredHash): string {
  if (pepperKeyOf(hash.text) === pepper.seals) return hash.text;
  const opened = pepper.open(hash.text, hash);
  return isSealedHash(opened) ? hash.text : pepper.seal(opened, hash);
}
