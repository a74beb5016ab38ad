import { auditEntry, auditPerson } from '../directory/audit/entry.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { recordLoginAttempt } from './login-attempt-record.ts';
import type { Verdict } from './sign-in-judgement.ts';
import type { SignInRequest } from './sign-in-request.ts';

/** Writes the row among the login attempts and the audit entry, in the transaction of the outcome. */
export async function recordSignIn(
  tables: Tables,
  request: SignInRequest,
  user: User,
  { result, refusal }: Verdict,
  at: number,
): Promise<void> {
  await recordLoginAttempt(tables, user, request, result, at);
  const { channel } = request;
  const isSuccess = result === 'success';
  const signIn = {
    organizationId: user.organizationId,
    category: 'Authentication',
    action: isSuccess ? 'Login' : 'LoginFailed',
    targetId: user.id,
    details: isSuccess ? { channel } : { channel, result, reason: refusal ?? null },
  } as const;
  await tables.audit.append(auditEntry(request, auditPerson(user), at, signIn));
}
