import { auditPerson } from '../directory/audit/entry.ts';
import { type Attempt, failAttempt, isRefused, type Refusal } from './attempts.ts';
import { recordLock } from './lock-record.ts';
import type { Account } from './sign-in-account.ts';
import { judgeWrong } from './sign-in-judgement.ts';
import { recordSignIn } from './sign-in-record.ts';
import type { SignInRequest, SignInTools } from './sign-in-request.ts';

/**
 * Records the refusal of one who does not know the password. Of those who are refused because of a lock, the first one is
 * recorded and the others are counted. Names that nobody has are counted by network: people type their password there,
 * and whoever likes could write any number of rows. Each of them waits for one commit.
 */
export async function recordWrong(
  { store, refusedSignIns, now }: SignInTools,
  request: SignInRequest,
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
