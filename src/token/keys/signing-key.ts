import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { SigningAlgorithm } from './signing-keys.ts';

/** A key pair. It signs with its own algorithm and no other. Times are epoch milliseconds. */
export interface SigningKey {
  /** Key id: the RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  /** Its signatures are wanted by somebody who waits for the disk meanwhile: a thread computes them. */
  readonly isAside?: true;
  readonly publicKey: KeyObject;
  readonly createdAt: number;
  /** When it starts to sign. It is published, and verifies, from its creation on. */
  readonly activatesAt: number;
  /** When it stops signing and verifying; null while it has no successor. */
  readonly retiresAt: number | null;
}

/** A public key in the JWK set (RFC 7517 section 4, RFC 7518 section 6). */
export type PublicJwk = {
  readonly use: 'sig';
  readonly kid: string;
  readonly alg: SigningAlgorithm;
} & (RsaMembers | PointMembers);

interface RsaMembers {
  readonly kty: 'RSA';
  readonly e: string;
  readonly n: string;
}

interface PointMembers {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

type Times = Pick<SigningKey, 'createdAt' | 'activatesAt' | 'retiresAt'>;

const generate = promisify(generateKeyPair);

/** Makes a new key, on a thread of Node's pool, because the search for the primes of RSA is slow. */
export async function generateSigningKey(times: Times, algorithm: SigningAlgorithm = 'RS256'): Promise<SigningKey> {
  const { privateKey } =
    algorithm === 'ES256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: 2048 });
  return signingKey(privateKey, times);
}

/** @throws Error when it is no private key, or of a kind that does not sign here. */
export function readSigningKey(privateJwk: JsonWebKey, times: Times): SigningKey {
  return signingKey(createPrivateKey({ key: privateJwk, format: 'jwk' }), times);
}

function signingKey(privateKey: KeyObject, times: Times): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const members = publicMembers(publicKey);
  return {
    kid: thumbprint(members),
    algorithm: members.kty === 'EC' ? 'ES256' : 'RS256',
    privateKey,
    publicKey,
    ...times,
  };
}

export const publicJwk = ({ kid, algorithm, publicKey }: SigningKey): PublicJwk => ({
  use: 'sig',
  kid,
  alg: algorithm,
  ...publicMembers(publicKey),
});

/** What the key consists of, in alphabetical order, as the thumbprint needs it. */
function publicMembers(publicKey: KeyObject): RsaMembers | PointMembers {
  const { kty, e = '', n = '', crv, x = '', y = '' } = publicKey.export({ format: 'jwk' });
  if (kty === 'RSA') return { e, kty, n };
  if (kty === 'EC' && crv === 'P-256') return { crv, kty, x, y };
  throw new Error(`Nothing is signed here with a key of the kind ${kty} ${crv ?? ''}.`);
}

/** RFC 7638: SHA-256 over the required members in alphabetical order, without white space. */
const thumbprint = (members: RsaMembers | PointMembers): string =>
  createHash('sha256').update(JSON.stringify(members)).digest('base64url');
