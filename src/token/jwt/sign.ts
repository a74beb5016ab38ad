import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

const signAside = promisify(sign);

/** How many signatures Node's thread pool is computing. */
let aside = 0;
let hasSignedHere = false;

/**
 * Signs with RS256, normally on a thread of Node's pool, while the event loop goes on. A single request is signed on the
 * event loop, because handing it over and back takes half as long again as the signature: only when no thread is signing,
 * and at most once in each turn of the event loop, which is then blocked for a fraction of a millisecond.
 */
export async function signRs256(text: string, key: KeyObject): Promise<Buffer> {
  const data = Buffer.from(text);
  if (aside === 0 && !hasSignedHere) {
    hasSignedHere = true;
    setImmediate(() => {
      hasSignedHere = false;
    });
    return sign('sha256', data, key);
  }
  aside += 1;
  try {
    return await signAside('sha256', data, key);
  } finally {
    aside -= 1;
  }
}
