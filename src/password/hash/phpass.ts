import { hash as digestOf } from 'node:crypto';
import { equalInConstantTime } from '../../constant-time.ts';
import { cryptBase64, cryptDigits } from './crypt-base64.ts';
import type { ForeignHash } from './foreign.ts';

/**
 * The portable hashes of phpass, as WordPress before 6.8 (`$P$`), phpBB 3 (`$H$`) and older Drupal modules store them: MD5, over
 * and over, as often as two to the power that the fourth character says. MD5 is fast, which is why the scheme ends with the first
 * sign-in; that it collides is no reason to reset people: nobody finds a password by it.
 */
export const name = 'phpass';

const form = /^\$[PH]\$([./A-Za-z\d])([./A-Za-z\d]{8})([./A-Za-z\d]{22})$/;

/** Of the logarithm of the rounds, as phpass itself has it. */
const [leastLog, mostLog] = [7, 30];

/** In bytes of UTF-8. Every round hashes the password again. */
const longestPassword = 256;

/** Milliseconds of a round. */
const roundMs = 0.0007;

/** The three bytes of a group come the other way around than with crypt. */
const order = [2, 1, 0, 5, 4, 3, 8, 7, 6, 11, 10, 9, 14, 13, 12, 15];

export const recognises = (storedHash: string): boolean => /^\$[PH]\$/.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const [, power = '', salt = '', key = ''] = form.exec(storedHash) ?? [];
  const log = cryptDigits.indexOf(power);
  if (key === '' || log < leastLog || log > mostLog) return undefined;
  const rounds = 2 ** log;
  return {
    cost: { kind: `phpass ${log}`, ms: rounds * roundMs },
    matches: (text) => {
      const password = Buffer.from(text);
      if (password.length > longestPassword) return false;
      let result = digestOf('md5', salt + text, 'buffer');
      const next = Buffer.concat([result, password]);
      for (let round = 0; round < rounds; round++) {
        next.set(result);
        result = digestOf('md5', next, 'buffer');
      }
      return equalInConstantTime(cryptBase64(result, order), key);
    },
  };
}
