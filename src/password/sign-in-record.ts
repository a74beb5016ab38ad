import { type AuditDetails, auditEntry, auditPerson } from '../directory/audit/entry.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { type Attempt, failAttempt, isRefused, type Refusal } from './attempts.ts';
import { recordLock } from './lock-record.ts';
import { recordLoginAttempt } from './login-attempt-record.ts';
import type { Account } from './sign-in-account.ts';
import { judgeWrong, type Verdict } from './sign-in-judgement.ts';
import type { SignInEvent, SignInTools } from './sign-in-request.ts';

/** Writes the row among the login attempts and the audit entry, in the transaction of the outcome. */
export async function recordSignIn(
  tables: Tables,
  request: SignInEvent,
  user: User,
  { result, refusal }: Verdict,
  at: number,
  note: AuditDetails = {},
): Promise<void> {
  await recordLoginAttempt(tables, user, request, result, at);
  const { channel } = request;
  const isSuccess = result === 'success';
  const signIn = {
    organizationId: user.organizationId,
    category: 'Authentication',
    action: isSuccess ? 'Login' : 'LoginFailed',
    targetId: user.id,
    details: { channel, ...(isSuccess ? {} : { result, reason: refusal ?? null }), ...note },
  } as const;
  await tables.audit.append(auditEntry(request, auditPerson(user), at, signIn));
}

/**
 * Records the refusal of a person who does not know the password. Of those refused because of a lock, the first one is
 * recorded and the others are counted. Names that nobody has are counted by network: people type their password there,
 * and anyone could write any number of rows. Each of them waits for one commit.
 */
export async function recordFailedSignIn(
  { store, refusedSignIns, now }: SignInTools,
  request: SignInEvent,
  { organizationId, user }: Account,
  reserved: Attempt | Refusal,
): Promise<void> {
  const at = now();
  if (!user) refusedSignIns.addUnknownName(organizationId, request.clientIp, at);
  await store.together(async (tables) => {
    const lock = await failAttempt(tables.attempts, reserved, at);
    if (!user || (isRefused(reserved) && !reserved.isFirst)) return;
    await recordSignIn(tables, request, user, judgeWrong(isRefused(reserved) || lock !== undefined), at);
    const { traceId, clientIp } = request;
    const event = { user, source: reserved.source, actor: auditPerson(user), at, traceId, clientIp };
    if (lock) await recordLock(tables, event, lock);
  });
}
