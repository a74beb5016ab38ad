import { createHash, createHmac } from 'node:crypto';
import { bcryptHash } from './bcrypt.ts';
import type { ForeignHash } from './foreign.ts';

/**
 * bcrypt of a SHA-256 of the password, so that all of a long one counts: as Django has it (`bcrypt_sha256$$2b$12$…`, of the
 * hexadecimal digits), and passlib (`$bcrypt-sha256$v=2,t=2b,r=12$<salt>$<key>`, of base64 of an HMAC with the salt as its key;
 * `$bcrypt-sha256$2b,12$<salt>$<key>` before its version 1.7.3, of base64 of the digest).
 */
export const name = 'bcrypt-sha256';

const last = String.raw`([./A-Za-z\d]{22})\$?([./A-Za-z\d]{31})$`;
const djangoForm = new RegExp(String.raw`^bcrypt_sha256\$(\$2[aby]\$)(\d\d)\$${last}`);
const passlibForm = new RegExp(String.raw`^\$bcrypt-sha256\$(v=2,t=)?(2[aby]),(?:r=)?(\d{1,2})\$${last}`);

export const recognises = (storedHash: string): boolean => /^(?:bcrypt_sha256\$|\$bcrypt-sha256\$)/.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const django = djangoForm.exec(storedHash);
  if (django) {
    const [, variant = '', cost = '', salt = '', key = ''] = django;
    return bcryptHash(`${variant}${cost}$`, cost, salt, key, (password) =>
      createHash('sha256').update(password).digest('hex'),
    );
  }
  const [, isSecond, variant = '', rounds = '', salt = '', key = ''] = passlibForm.exec(storedHash) ?? [];
  const cost = rounds.padStart(2, '0');
  const digest = () => (isSecond ? createHmac('sha256', salt) : createHash('sha256'));
  return bcryptHash(`$${variant}$${cost}$`, cost, salt, key, (password) => digest().update(password).digest('base64'));
}
