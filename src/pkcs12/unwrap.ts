import { Worker } from 'node:worker_threads';
import { acquirePfxSlot } from './pfx-slots.ts';

/** A PKCS #12 file (PFX) in base64, with the password that opens it. */
export interface WrappedFile {
  readonly file: string;
  readonly password: string;
}

/** What was in it: DER in base64, the keys as PKCS #8. */
export interface Unwrapped {
  readonly certificates: readonly string[];
  readonly privateKeys: readonly string[];
}

const deadlineMs = 5000;

/**
 * Opens a PFX file on a thread of its own, which is ended when it takes too long: the file itself says how much work its
 * password costs, so it must never be done where it would hold up everything else.
 *
 * @param owner for whom; nobody has two opened at a time.
 * @throws GatehouseError TooManyRequests when one of the owner's is being opened; Overloaded when too many wait.
 */
export async function unwrapPfx(
  wrapped: WrappedFile,
  owner: string,
): Promise<Unwrapped | { readonly refused: 'password' | 'form' }> {
  using _slot = await acquirePfxSlot(owner);
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'PFX',
    workerData: wrapped,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  });
  const { promise, resolve } = Promise.withResolvers<Unwrapped | { readonly refused: 'form' }>();
  const giveUp = () => resolve({ refused: 'form' });
  const timer = setTimeout(giveUp, deadlineMs);
  worker.once('message', resolve).once('error', giveUp).once('exit', giveUp);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
