import { type SignKeyObjectInput, sign as signHere, verify } from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningKey } from '../keys/signing-key.ts';

const signAside = promisify(signHere);

/** How many signatures Node's thread pool is computing. */
let aside = 0;
let hasSignedHere = false;

/** The key as OpenSSL takes it. A signature of ECDSA is two numbers side by side (RFC 7518 section 3.4). */
const input = (key: SigningKey['privateKey']): SignKeyObjectInput => ({ key, dsaEncoding: 'ieee-p1363' });

/**
 * Signs with the algorithm of the key. RS256 normally on a thread of Node's pool, while the event loop goes on. A single request
 * is signed on the event loop, because handing it over and back takes half as long again as the signature: only when no thread
 * is signing, and at most once in each turn of the event loop, which is then blocked for a fraction of a millisecond. A
 * signature with ES256 takes less than the way to a thread.
 */
export async function sign(text: string, { algorithm, privateKey }: Pick<SigningKey, 'algorithm' | 'privateKey'>) {
  const data = Buffer.from(text);
  if (algorithm === 'ES256') return signHere('sha256', data, input(privateKey));
  if (aside === 0 && !hasSignedHere) {
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

/** Whether the signature is that of the key over the text, made with its algorithm. */
export const isSignedWith = (
  { publicKey: key }: Pick<SigningKey, 'publicKey'>,
  text: string,
  signature: Buffer,
): boolean => verify('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }, signature);
