import { type SignKeyObjectInput, sign as signHere, verify } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKey } from '../keys/signing-key.ts';

const signAside = promisify(signHere);

/** So many threads Node's pool has unless the operator says otherwise. */
const threads = Number(process.env.UV_THREADPOOL_SIZE ?? 4);

/** For so long, in milliseconds, it counts that several signatures were wanted at the same time. */
const memoryMs = 20;

/** How many signatures the threads are computing or have to compute. */
let aside = 0;
let hasSignedHere = false;
let severalUntil = 0;

/** The key as OpenSSL takes it. A signature of ECDSA is two numbers side by side (RFC 7518 section 3.4). */
const input = (key: SigningKey['privateKey']): SignKeyObjectInput => ({ key, dsaEncoding: 'ieee-p1363' });

/**
 * Signs with the algorithm of the key. RS256 normally on a thread of Node's pool, while the event loop goes on. A request that
 * comes alone is signed on the event loop, because handing it over and back takes half as long again as the signature. So is
 * what would wait for a thread anyway. That happens once in each turn of the event loop at most, which is then blocked for a
 * fraction of a millisecond. A signature with ES256 takes less than the way to a thread.
 */
export async function sign(
  text: string,
  { algorithm, privateKey, isAside }: Pick<SigningKey, 'algorithm' | 'privateKey' | 'isAside'>,
): Promise<Buffer> {
  const data = Buffer.from(text);
  if (algorithm === 'ES256') return signHere('sha256', data, input(privateKey));
  if (isAside !== true && isForHere()) {
    hasSignedHere = true;
    setImmediate(() => {
      hasSignedHere = false;
    });
    return signHere('sha256', data, privateKey);
  }
  aside += 1;
  try {
    return await signAside('sha256', data, privateKey);
  } finally {
    aside -= 1;
  }
}

function isForHere(): boolean {
  const now = performance.now();
  if (aside > 0 || hasSignedHere) severalUntil = now + memoryMs;
  return !hasSignedHere && (now >= severalUntil || aside >= threads);
}

/** Whether the signature is that of the key over the text, made with its algorithm. */
export const isSignedWith = (
  { publicKey: key }: Pick<SigningKey, 'publicKey'>,
  text: string,
  signature: Buffer,
): boolean => verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature);
