import { hash, pbkdf2Sync } from 'node:crypto';
import forge from 'node-forge';

/**
 * So many hashes a file may cost. Each of its parts says how many rounds lead to its key: those of Windows say 2,000, of OpenSSL
 * 2,048, of Java 10,000 and of Firefox 600,000, in three parts.
 */
const mostHashes = 2_000_000;

/** A file says that it costs more hashes than it may. */
export class TooManyRounds extends Error {}

/** What is hashed in one step by most algorithms, in bytes. */
const blockBytes = 64;

type DeriveKey = typeof forge.pkcs12.generateKey;

/**
 * Has the library count the hashes of the one file that this thread opens, before they are made, and leave them to Node, which
 * needs a third of the time for SHA-256; and PBKDF2, for which Node needs a fortieth of the time and takes passwords as UTF-8, as
 * OpenSSL does (RFC 8018, section 5.2).
 */
export function boundKeyDerivation(): void {
  let left = mostHashes;
  const spend = (blocks: number, rounds: number, inputBytes: number) => {
    left -= blocks * (rounds + inputBytes / blockBytes);
    if (left < 0) throw new TooManyRounds();
  };
  const { generateKey } = forge.pkcs12;
  const counted: DeriveKey = (password, salt, id, rounds, length, wanted) => {
    const digest = digestOfNode(wanted ?? forge.md.sha1.create());
    const inputBytes = salt.length() + 2 * (password?.length ?? 0);
    spend(Math.ceil(length / digest.digestLength), rounds, inputBytes);
    return generateKey(password, salt, id, rounds, length, digest);
  };
  const pbkdf2 = (password: string, salt: string, rounds: number, length: number, digest: forge.md.MessageDigest) => {
    spend(Math.ceil(length / digest.digestLength), rounds, salt.length + password.length);
    return pbkdf2Sync(password, Buffer.from(salt, 'binary'), rounds, length, digest.algorithm).toString('binary');
  };
  const { pbe } = forge as unknown as { readonly pbe: { generatePkcs12Key: DeriveKey } };
  Object.assign(forge.pkcs12, { generateKey: counted });
  Object.assign(pbe, { generatePkcs12Key: counted });
  Object.assign(forge.pkcs5, { pbkdf2 });
}

/** The same digest, made by Node of all that is said since it was started. The library has bytes in texts. */
function digestOfNode(known: forge.md.MessageDigest): forge.md.MessageDigest {
  let text = '';
  const digest = {
    ...known,
    start: () => {
      text = '';
      return digest;
    },
    update: (more: string) => {
      text += more;
      return digest;
    },
    digest: () => forge.util.createBuffer(hash(known.algorithm, Buffer.from(text, 'latin1'), 'buffer')),
  };
  return digest;
}
