import type { IdentityErrorCode } from '../errors.ts';
import type { PasswordPolicy } from './policy.ts';

/** The rules besides the length, by the word under which they are stored. */
const switches = {
  special: ['requireNonAlphanumeric', 'PasswordRequiresNonAlphanumeric'],
  digit: ['requireDigit', 'PasswordRequiresDigit'],
  lower: ['requireLower', 'PasswordRequiresLower'],
  upper: ['requireUpper', 'PasswordRequiresUpper'],
  common: ['refusesCommon', 'PasswordTooCommon'],
  context: ['refusesContext', 'PasswordContainsContext'],
} as const satisfies Record<string, readonly [keyof PasswordPolicy, IdentityErrorCode]>;

const words = Object.keys(switches) as (keyof typeof switches)[];

/**
 * The rules that a password was judged by, as they are stored beside its hash: `15 common context`. They say what it
 * certainly keeps, and no more of it than the settings of that day.
 */
export function keptRules(policy: PasswordPolicy): string {
  const asked = words.filter((word) => policy[switches[word][0]]);
  return [policy.minimumLength, ...asked].join(' ');
}

/**
 * The rules of a policy that a password may break, as far as is known from those that it was judged by; all of them when it
 * was judged by none. What has been breached since nobody knows: that is uncertain of every password.
 */
export function uncertainRules(kept: string | null, policy: PasswordPolicy): readonly IdentityErrorCode[] {
  const [length = '0', ...judged] = (kept ?? '').split(' ');
  const asked = words.filter((word) => policy[switches[word][0]] && !judged.includes(word));
  const isShort = policy.minimumLength > Number(length);
  return [
    ...(isShort ? (['PasswordTooShort'] as const) : []),
    ...asked.map((word) => switches[word][1]),
    ...(policy.refusesBreached ? (['PasswordBreached'] as const) : []),
  ];
}
