import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { isSealedHash, noPepper, noPepperKey, type Pepper, pepperKeyOf } from '../directory/pepper.ts';
import type { UserKey } from '../directory/user.ts';

/** The keys of a pepper, each of 32 random bytes. */
export interface PepperKeySet {
  /** Seals new hashes; undefined when they are to be stored as they are. */
  readonly first: Buffer | undefined;
  /** Opens what is stored; the first one included. */
  readonly all: readonly Buffer[];
}

const algorithm = 'aes-256-gcm';
const saltBytes = 16;
const tagBytes = 16;
const ivBytes = 12;
const keyBytes = 32;

/** The inner hash up to its last `$` stays readable: scheme, cost and salt. What stands behind it is sealed. */
const form = /^\$pepper\$[\da-f]{8}\$(.*\$|)([\w-]{43,})$/s;

/**
 * Seals each hash with a key of its own (AES-256-GCM), which is the HMAC-SHA-512 of a random salt, the account and the
 * readable part of the hash under the key of the pepper. So a hash that was moved to another account, or changed in any bit,
 * does not open. With the key it can be taken off again: that is how a hash goes over to another key without its password.
 */
export function createPepper({ first, all }: PepperKeySet): Pepper {
  const keys = new Map(all.map((key) => [pepperKeyId(key), createSecretKey(key)]));
  const [some] = keys;
  if (some === undefined) return noPepper;
  const seals = first ? pepperKeyId(first) : noPepperKey;
  const own = keys.get(seals);
  const nobody = { organizationId: '', id: '' };
  const nothing = sealWith(...some, `$decoy$${'0'.repeat(43)}`, nobody);
  const open = (stored: string, user: UserKey): string => {
    const key = keys.get(pepperKeyOf(stored));
    return (key && openWith(key, stored, user)) ?? stored;
  };
  return {
    seals,
    opens: new Set(keys.keys()),
    seal: (hash, user) => (own && !isSealedHash(hash) ? sealWith(seals, own, hash, user) : hash),
    open,
    openNothing: () => void open(nothing, nobody),
  };
}

/** Says which key it is, and nothing about it: the first 32 bits of an HMAC that nothing else is made of. */
export const pepperKeyId = (key: Buffer): string =>
  createHmac('sha256', key).update('gatehouse pepper key').digest('hex').slice(0, 8);

function sealWith(id: string, key: KeyObject, hash: string, user: UserKey): string {
  const end = hash.lastIndexOf('$') + 1;
  const head = hash.slice(0, end);
  const salt = randomBytes(saltBytes);
  const cipher = createCipheriv(algorithm, ...derive(key, salt, user, head), { authTagLength: tagBytes });
  const sealed = Buffer.concat([salt, cipher.update(hash.slice(end), 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `$pepper$${id}$${head}${sealed.toString('base64url')}`;
}

function openWith(key: KeyObject, stored: string, user: UserKey): string | undefined {
  const [, head = '', text = ''] = form.exec(stored) ?? [];
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < saltBytes + tagBytes) return undefined;
  const derived = derive(key, bytes.subarray(0, saltBytes), user, head);
  const decipher = createDecipheriv(algorithm, ...derived, { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    const tail = decipher.update(bytes.subarray(saltBytes, -tagBytes));
    return head + Buffer.concat([tail, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

/**
 * 256 bits for the key and 96 for the nonce: never the same twice, because of the salt. Keys are objects, because with bytes
 * Node throws and catches an error at each use.
 */
function derive(
  key: KeyObject,
  salt: Buffer,
  { organizationId, id }: UserKey,
  head: string,
): [key: KeyObject, iv: Buffer] {
  const about = JSON.stringify(['gatehouse pepper', organizationId, id, head]);
  const bytes = createHmac('sha512', key).update(salt).update(about).digest();
  return [createSecretKey(bytes.subarray(0, keyBytes)), bytes.subarray(keyBytes, keyBytes + ivBytes)];
}
