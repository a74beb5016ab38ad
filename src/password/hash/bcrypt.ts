import type { ForeignHash } from './foreign.ts';
import { bcrypt } from './libraries.ts';
import type { HashCost } from './scheme.ts';

/**
 * bcrypt in the variants `$2a$`, `$2b$` and `$2y$`, which differ in mistakes of early implementations alone; not `$2x$`, which is
 * such a mistake. Also as Django (`bcrypt$$2b$…`) and LDAP servers (`{CRYPT}$2y$…`) store it. bcrypt reads the first 72 bytes of
 * a password: until the hash is renewed, what comes behind them does not count, as it did not where the hash was made.
 */
export const name = 'bcrypt';

const form = /^(?:\{CRYPT\}|bcrypt\$)?(\$2[aby]\$(\d\d)\$)([./A-Za-z\d]{22})([./A-Za-z\d]{31})$/i;

export const recognises = (storedHash: string): boolean => /^(?:\{CRYPT\}|bcrypt\$)?\$2[a-z]?\$/i.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const [, prefix = '', cost = '', salt = '', key = ''] = form.exec(storedHash) ?? [];
  return bcryptHash(prefix.toLowerCase(), cost, salt, key);
}

/**
 * @param prefix with variant and cost, such as `$2b$10$`.
 * @param prepared what is hashed instead of the password itself.
 */
export function bcryptHash(
  prefix: string,
  cost: string,
  salt: string,
  key: string,
  prepared: (password: string) => string = (password) => password,
): ForeignHash | undefined {
  if (!isBearable(cost)) return undefined;
  const stored = `${prefix}${withoutStrayBits(salt, 4)}${withoutStrayBits(key, 2)}`;
  return { cost: bcryptCost(Number(cost)), matches: (password) => bcrypt().verifySync(prepared(password), stored) };
}

/** From 4 on, as the algorithm has it; each step doubles the time. */
const isBearable = (cost: string): boolean => /^(?:0[4-9]|1[0-4])$/.test(cost);

const bcryptCost = (cost: number): HashCost => ({ kind: `bcrypt ${cost}`, ms: 2 ** cost * 0.07 });

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Some products leave bits behind the last byte that mean nothing, which the library takes for a mistake. */
function withoutStrayBits(text: string, bits: number): string {
  const last = alphabet.indexOf(text.slice(-1));
  return text.slice(0, -1) + alphabet[(last >> bits) << bits];
}
