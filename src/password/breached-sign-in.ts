import type { Turn } from '../admission/gate.ts';
import { operatorEntry } from '../directory/audit/entry.ts';
import type { Credential } from '../directory/credential.ts';
import type { Tables } from '../directory/store.ts';
import type { Breach, BreachedPasswords } from './breached.ts';
import type { SignInRules } from './rules.ts';
import type { SignInRequest, SignInTools } from './sign-in-request.ts';

/** Looks them up when the turn to hash is over: only the sign-in that asks waits for a server that is slow to answer. */
export const afterTurn = (breached: BreachedPasswords, turn: Turn): BreachedPasswords => ({
  isAvailable: () => breached.isAvailable(),
  find: (password) => {
    turn[Symbol.dispose]();
    return breached.find(password);
  },
});

/**
 * What is known of a password that has just proved right, where the organization wants it looked up: of a wrong one nothing is
 * asked, and its time tells nothing. What cannot be looked up keeps nobody out.
 */
export async function breachAtSignIn(
  { breached }: Pick<SignInTools, 'breached'>,
  { password }: SignInRequest,
  { looksUpBreached }: SignInRules,
): Promise<Breach | undefined> {
  if (!looksUpBreached) return undefined;
  return await breached.find(password).catch(() => 'unanswered' as const);
}

/** Has the owner choose another password, also when nothing looks it up any more, and writes down why. */
export async function requireUnbreached(
  { credentials, audit }: Tables,
  credential: Credential,
  at: number,
): Promise<void> {
  if (credential.isChangeRequired) return;
  await credentials.requireChange(credential);
  const { organizationId, id: targetId } = credential;
  const details = { mustChangePassword: true, reason: 'PasswordBreached' };
  await audit.append(operatorEntry(at, { organizationId, category: 'User', action: 'Update', targetId, details }));
}
