import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';

/** A key pair for RS256 (RFC 7518 section 3.3). Times are epoch milliseconds. */
export interface SigningKey {
  /** Key id: the RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly createdAt: number;
  /** When it starts to sign. It is published, and verifies, from its creation on. */
  readonly activatesAt: number;
  /** When it stops signing and verifying; null while it has no successor. */
  readonly retiresAt: number | null;
}

/** A public key in the JWK set (RFC 7517 section 4). */
export interface PublicJwk {
  readonly kty: 'RSA';
  readonly use: 'sig';
  readonly kid: string;
  readonly alg: 'RS256';
  readonly e: string;
  readonly n: string;
}

type Times = Pick<SigningKey, 'createdAt' | 'activatesAt' | 'retiresAt'>;

const generate = promisify(generateKeyPair);

/** Makes a new RSA key of 2048 bits, on a thread of Node's pool, because the search for primes is slow. */
export async function generateSigningKey(times: Times): Promise<SigningKey> {
  const { privateKey } = await generate('rsa', { modulusLength: 2048 });
  return signingKey(privateKey, times);
}

export function readSigningKey(privateJwk: JsonWebKey, times: Times): SigningKey {
  return signingKey(createPrivateKey({ key: privateJwk, format: 'jwk' }), times);
}

function signingKey(privateKey: KeyObject, times: Times): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return { kid: thumbprint(publicKey), privateKey, publicKey, ...times };
}

export function publicJwk({ kid, publicKey }: SigningKey): PublicJwk {
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' });
  return { kty: 'RSA', use: 'sig', kid, alg: 'RS256', e, n };
}

/** RFC 7638: SHA-256 over the required members in alphabetical order, without white space. */
function thumbprint(publicKey: KeyObject): string {
  const { e, kty, n } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ e, kty, n })).digest('base64url');
}
