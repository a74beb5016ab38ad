import { type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';

const signAside = promisify(sign);

/** Signatures that Node's own threads are computing. */
let aside = 0;
let hasSignedHere = false;

/**
 * Signs with RS256. Normally a thread of Node's pool does, while the event loop goes on. A request that comes alone is
 * signed on the spot, because handing it over and back takes half as long again as the signature: when no thread has
 * one to compute, and at most once in a turn of the event loop, which is then held up for a fraction of a millisecond.
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
