import type { PasswordPolicy } from '../../password/policy.ts';
import type { Translate } from './language.ts';
import { en, type TextKey } from './languages/en.ts';

/** What a rule asks for (`policy`), or that it is broken (`password`). */
export function ruleText(t: Translate, kind: 'policy' | 'password', code: string, policy: PasswordPolicy): string {
  const key = `${kind}.${code}`;
  const argument = code === 'PasswordRequiresUniqueChars' ? policy.uniqueCharacters : policy.minimumLength;
  return t(key in en ? (key as TextKey) : 'password.other', { argument });
}
