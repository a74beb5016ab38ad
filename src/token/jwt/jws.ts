import type { SigningKey } from '../keys/signing-key.ts';
import { sign } from './sign.ts';

/** A JSON object, as headers and claims are. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A compact JWS (RFC 7515 section 3.1), parsed and not yet verified. */
export interface Jws {
  /** The whole JWS. */
  readonly text: string;
  readonly header: JsonObject;
  /** The text that the signature is over. */
  readonly signingInput: string;
  readonly signature: Buffer;
  /** Must not be used before the signature is verified. */
  readonly payload: string;
}

const base64url = /^[A-Za-z0-9_-]+$/;

/** Parses three parts of base64url without padding, the first a JSON object; undefined when it is anything else. */
export function parseJws(token: string): Jws | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (more.length > 0 || ![header, payload, signature].every((part) => base64url.test(part))) return undefined;
  const fields = decodeObject(header);
  const bytes = Buffer.from(signature, 'base64url');
  // The unused bits of the last character must be zero, so that no two texts are the same token.
  if (!fields || bytes.toString('base64url') !== signature) return undefined;
  return { text: token, header: fields, signingInput: `${header}.${payload}`, signature: bytes, payload };
}

/** The JSON object in a part of a JWS, or undefined when it holds none. */
export function decodeObject(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The claims of a JWS, signed or not, unverified. Undefined when it has no JSON object. */
export function unverifiedClaims(token: string): JsonObject | undefined {
  const [, payload = ''] = token.split('.', 2);
  return decodeObject(payload);
}

/** Signs the claims with the algorithm of the key. */
export async function signJws(key: SigningKey, claims: object, typ?: string): Promise<string> {
  const signingInput = `${encode({ alg: key.algorithm, kid: key.kid, typ })}.${encode(claims)}`;
  const signature = await sign(signingInput, key);
  return `${signingInput}.${signature.toString('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
