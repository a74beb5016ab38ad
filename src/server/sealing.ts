import { noPepperKey } from '../directory/pepper.ts';
import { sealHashes } from '../password/seal-hashes.ts';
import { pepperKeys } from '../store/pepper-keys.ts';
import { storedHashes } from '../store/stored-hashes.ts';
import { everyMinute, repeat } from './repeat.ts';
import type { Startup } from './startup.ts';
import type { OpenStore } from './store.ts';

/** Has the hashes that are stored sealed with the key of the pepper that seals now, where there is a pepper. */
export function startSealing({ log, opened }: Startup, { db, pepper, lease }: OpenStore): void {
  if (pepper.opens.size === 0) return;
  const [keys, hashes] = [pepperKeys(db), storedHashes(db)];
  const { isHeld } = lease('pepper');
  const work = async (stopping: AbortSignal) => {
    // Every process says so, not only the one that has the lease: nobody takes the key for unused meanwhile.
    await keys.use(pepper.seals, Date.now());
    const mayGoOn = async () => !stopping.aborted && (await isHeld());
    if (!(await mayGoOn())) return;
    const sealed = await sealHashes({ hashes, keys, pepper, now: Date.now, mayGoOn });
    if (!sealed) return;
    log.info({ seals: pepper.seals, hashes: sealed.counts }, 'hashes of passwords are sealed with the pepper');
    for (const key of sealed.freed) {
      if (key === noPepperKey) log.info({}, 'no hash of a password is without a pepper any more');
      else log.info({ key }, 'no hash of a password needs this pepper key any more');
    }
  };
  opened.use(repeat('pepper', everyMinute, work, log));
}
