import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { fingerprintOf } from './common-passwords/fingerprint.ts';
import { asCompared } from './common-passwords/list.ts';
import { isRepetition, isSequence } from './common-passwords/pattern.ts';

let loading: Promise<BigUint64Array> | undefined;

/**
 * Tells whether a password is one of those that are tried first: of the 125,085 of a list (`common-passwords/NOTICE.md`), in
 * whatever letter case, or a row of keys, numbers or letters, or a piece of either again and again. The list is read by a
 * thread when it is first asked for, because that takes longer than the event loop may be held, and kept as 1 MB of
 * fingerprints.
 *
 * @throws Error when the list cannot be read: then no password can be judged.
 */
export async function commonPasswords(): Promise<(password: string) => boolean> {
  loading ??= load();
  loading.catch(() => {
    loading = undefined; // The next one tries again.
  });
  const list = await loading;
  const isListed = (text: string) => has(list, fingerprintOf(text));
  return (password) => {
    const text = asCompared(password);
    return isListed(text) || isSequence(text) || isRepetition(text, isListed);
  };
}

async function load(): Promise<BigUint64Array> {
  const worker = new Worker(new URL('./common-passwords/worker.ts', import.meta.url), { execArgv: [] });
  const [list] = (await once(worker, 'message')) as [BigUint64Array];
  return list;
}

/** Whether the sorted list has it. */
function has(list: BigUint64Array, wanted: bigint): boolean {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list[middle] as bigint) < wanted) low = middle + 1;
    else high = middle;
  }
  return list[low] === wanted;
}
