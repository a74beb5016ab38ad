import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { answerScript } from './script.ts';

// Signatures as an access token has them (RS256, 2048 bits), so many at a time and nothing else. A process of its own.

export interface BareSignatureOptions {
  readonly atOnce: number;
  readonly seconds: number;
}

export interface BareSignatureResult {
  readonly perSecond: number;
}

await answerScript(bareSignatures);

async function bareSignatures({ atOnce, seconds }: BareSignatureOptions): Promise<BareSignatureResult> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signAsync = promisify(sign);
  const text = Buffer.from(randomBytes(360).toString('base64url'));
  const begin = performance.now();
  const end = begin + seconds * 1000;
  const lanes = Array.from({ length: atOnce }, async () => {
    let count = 0;
    for (; performance.now() < end; count += 1) await signAsync('sha256', text, privateKey);
    return count;
  });
  const counts = await Promise.all(lanes);
  const signed = counts.reduce((total, count) => total + count, 0);
  return { perSecond: (signed * 1000) / (performance.now() - begin) };
}
