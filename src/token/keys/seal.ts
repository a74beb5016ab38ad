import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Encrypts `text` so that only a holder of the 256-bit `key` can read or make it (AES-256-GCM with a random 96-bit nonce). It
 * can be unsealed with the same `label` only, so that what was sealed for one row cannot be used in another.
 */
export function seal(text: string, key: KeyObject, label: string): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(Buffer.from(label));
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, encrypted, cipher.getAuthTag()]).toString('base64url');
}

/** The sealed text, or undefined when the key or the label is a different one, or a single bit was changed. */
export function unseal(sealed: string, key: KeyObject, label: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < nonceBytes + tagBytes) return undefined;
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(label)).setAuthTag(bytes.subarray(-tagBytes));
  try {
    const decrypted = decipher.update(bytes.subarray(nonceBytes, -tagBytes));
    return Buffer.concat([decrypted, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
