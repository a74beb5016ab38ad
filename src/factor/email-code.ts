import { randomInt } from 'node:crypto';
import { equalInConstantTime } from '../constant-time.ts';
import { type Factor, factorLabel } from '../directory/factor.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { User } from '../directory/user.ts';
import type { Answer, FactorStrategy } from './strategy.ts';

/**
 * Codes that are mailed: the weakest factor, because a reader of the mail may often set a new password as well. A link that
 * was opened has shown that the person reads it, so nothing more is asked when it is set up.
 */
export const emailCode: FactorStrategy = {
  kind: 'emailCode',
  isSingle: true,
  async begin(_tools, { email }) {
    return { shown: { email }, kept: '' };
  },
  isSame: () => true,
  async confirm(_tools, user) {
    return canBeMailed(user) ? { state: stateOf({ sentAt: [] }), secret: null } : undefined;
  },
  async verify({ sealer, now }, own, { text, asked }) {
    const factor = own.find((one) => isRight(sealer, one, { text, asked }, now()));
    return factor && { factor, state: stateOf({ sentAt: readState(factor).sentAt }) };
  },
};

/** So long a mailed code is good. */
const lifetimeMs = 10 * 60_000;

/** So many are sent within an hour at most, to one person. */
const [mostSent, hourMs] = [6, 60 * 60_000];

/** With eight digits, nobody guesses one in its time, even where nothing is ever locked. */
const digits = 8;

interface EmailCodeState {
  /** When codes were sent within the last hour, in epoch milliseconds. */
  readonly sentAt: readonly number[];
  /** The code that is good and for which question, signed: the digits alone could be found by trying them all. */
  readonly signed?: string;
}

interface NewCode {
  readonly code: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** In place of any code before. */
  readonly state: string;
}

/** Whether what is mailed reaches the person and nobody else, as far as anybody knows. */
export const canBeMailed = ({ email, emailConfirmed }: User): boolean => Boolean(email) && emailConfirmed;

/**
 * Undefined when too many were sent.
 *
 * @param asked for which question the code is good, and no other (OWASP ASVS 5.0, 6.6.2).
 */
export function newEmailCode(sealer: Sealer, factor: Factor, asked: string, at: number): NewCode | undefined {
  const recent = readState(factor).sentAt.filter((time) => at < time + hourMs);
  if (recent.length >= mostSent) return undefined;
  const code = String(randomInt(10 ** digits)).padStart(digits, '0');
  const state = stateOf({ sentAt: [...recent, at], signed: sign(sealer, factor, code, asked) });
  return { code, expiresAt: at + lifetimeMs, state };
}

function isRight(
  sealer: Sealer,
  factor: Factor,
  { text, asked = '' }: Pick<Answer, 'text' | 'asked'>,
  at: number,
): boolean {
  const { sentAt, signed } = readState(factor);
  const isGood = signed !== undefined && at < (sentAt.at(-1) ?? 0) + lifetimeMs;
  return isGood && equalInConstantTime(sign(sealer, factor, text.replace(/\s/g, ''), asked), signed);
}

const sign = (sealer: Sealer, factor: Factor, code: string, asked: string): string =>
  sealer.sign(`mailed ${code} ${asked}`, factorLabel(factor));

const stateOf = (state: EmailCodeState): string => JSON.stringify(state);

const readState = ({ state }: Factor): EmailCodeState => JSON.parse(state) as EmailCodeState;
