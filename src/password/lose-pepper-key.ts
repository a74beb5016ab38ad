import { pepperKeyOf } from '../directory/pepper.ts';
import type { StoredHashes } from '../directory/stored-hash.ts';
import { portions, takeTurns } from '../turns.ts';

/** How many hashes nobody can verify any more. */
export interface LostHashes {
  /** Of present passwords: so many people have none now. */
  readonly present: number;
  readonly retired: number;
}

/** Accounts that are read at once, and hashes that are taken away in one transaction. */
const atOnce = 100;

/**
 * Takes away every hash that is sealed with a key that is lost: those people have no password until they get another. To be
 * called while no server runs; when it was interrupted, again. The key is then for the caller to forget, with the entry of the
 * audit log, so that neither is done without the other.
 */
export async function losePepperKey(hashes: StoredHashes, id: string): Promise<LostHashes> {
  let [present, all] = [0, 0];
  for (const organizationId of await hashes.organizationIds()) {
    for (let behind = ''; ; ) {
      const { hashes: found, last } = await hashes.ofNext(organizationId, behind, atOnce);
      if (last === undefined) break;
      const lost = found.filter(({ text }) => pepperKeyOf(text) === id);
      for (const portion of portions(lost, atOnce)) present += await hashes.remove(portion);
      all += lost.length;
      behind = last;
      await takeTurns();
    }
  }
  return { present, retired: all - present };
}
