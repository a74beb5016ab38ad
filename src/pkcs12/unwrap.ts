import { Worker } from 'node:worker_threads';
import type { OpenedFile } from '../directory/certificate/read.ts';
import { GatehouseError } from '../errors.ts';
import { acquirePfxSlot } from './pfx-slots.ts';

/** A PKCS #12 file (PFX) in base64, with the password that opens it. */
export interface WrappedFile {
  readonly file: string;
  readonly password: string;
}

export type Unwrapped = OpenedFile | { readonly refused: 'password' | 'form' | 'key' | 'time' };

/**
 * Opens a PFX file on a thread of its own: the file itself says how much work its password costs, and how many certificates may
 * be that of its key, so it must never be done where it would hold up everything else. The work is bounded; on a machine where
 * even so much takes too long, the thread is ended.
 *
 * @param owner for whom; nobody has two opened at a time.
 * @param signal ends it when the owner hangs up.
 * @param deadlineMs after so many milliseconds it takes too long.
 * @throws GatehouseError TooManyRequests when one of the owner's is being opened; Overloaded when too many wait; Cancelled.
 */
export async function unwrapPfx(
  wrapped: WrappedFile,
  owner: string,
  signal?: AbortSignal,
  deadlineMs = 20_000,
): Promise<Unwrapped> {
  using _slot = await acquirePfxSlot(owner, signal);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'PFX',
    workerData: wrapped,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Unwrapped>();
  const giveUp = () => resolve({ refused: 'form' });
  const hangUp = () => reject(new GatehouseError({ code: 'Cancelled', wasWaiting: true }));
  const timer = setTimeout(() => resolve({ refused: 'time' }), deadlineMs);
  worker.once('message', resolve).once('error', giveUp).once('exit', giveUp);
  signal?.addEventListener('abort', hangUp, { once: true });
  if (signal?.aborted) hangUp();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', hangUp);
    await worker.terminate();
  }
}
