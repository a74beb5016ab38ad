import {
  type AuditAction,
  type AuditDetails,
  type AuditEntry,
  auditActor,
  auditEntry,
} from '../directory/audit/entry.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError, type IdentityError } from '../errors.ts';
import { type Attempt, failAttempt, forgiveAttempt, type Refusal, releaseAttempt } from './attempts.ts';
import type { ChangePasswordRequest, ChangePasswordTools } from './change-request.ts';
import { recordLock } from './lock-record.ts';
import { recordLoginAttempt } from './login-attempt-record.ts';

/** Writes the audit entry of a change, in the transaction of the change. The end of the log is looked up meanwhile. */
export async function recordChange(
  tables: Tables,
  request: ChangePasswordRequest,
  user: User,
  at: number,
  details: Promise<AuditDetails>,
): Promise<void> {
  const entry = details.then((known) => changeEntry('ChangedPassword', request, user, at, known));
  await tables.audit.appendWhenKnown(user.organizationId, entry);
}

/** The first one who is refused because of a lock is recorded; the others are counted. */
export async function recordRefusal(
  { store, now }: ChangePasswordTools,
  request: ChangePasswordRequest,
  user: User,
  { isFirst }: Refusal,
): Promise<void> {
  if (!isFirst) return;
  const at = now();
  await store.together(async (tables) => {
    await recordLoginAttempt(tables, user, request, 'lockedOut', at);
    await tables.audit.append(changeEntry('ChangePasswordFailed', request, user, at, { reasons: 'UserLockedOut' }));
  });
}

/**
 * Settles the reserved attempt and records why a change was refused. Only a wrong password counts as failed. Failures
 * of the server itself are not the account's history: they stay in the log.
 */
export async function recordFailure(
  { store, now }: ChangePasswordTools,
  request: ChangePasswordRequest,
  user: User,
  attempt: Attempt,
  error: unknown,
): Promise<void> {
  const reasons = reasonsOf(error);
  if (reasons === undefined) return await releaseAttempt(store, attempt);
  const isWrong = reasons.some(({ code }) => code === 'PasswordMismatch');
  const at = now();
  const recording = store.together(async (tables) => {
    const lock = isWrong ? await failAttempt(tables.attempts, attempt, at) : undefined;
    if (isWrong) await recordLoginAttempt(tables, user, request, lock ? 'lockedOut' : 'invalidPassword', at);
    else await forgiveAttempt(tables.attempts, attempt);
    const codes = reasons.map(({ code }) => code).join(' ');
    await tables.audit.append(changeEntry('ChangePasswordFailed', request, user, at, { reasons: codes }));
    const { permitted, traceId, clientIp } = request;
    const event = { user, source: attempt.source, actor: auditActor(permitted.actor), at, traceId, clientIp };
    if (lock) await recordLock(tables, event, lock);
  });
  await recording.catch(async (unrecorded: unknown) => {
    if (!isWrong) await releaseAttempt(store, attempt).catch(() => {}); // It is then given back later.
    throw unrecorded;
  });
}

const reasonsOf = (error: unknown): readonly IdentityError[] | undefined =>
  error instanceof GatehouseError && error.failure.code === 'IdentityFailure' ? error.failure.errors : undefined;

function changeEntry(
  action: AuditAction,
  request: ChangePasswordRequest,
  { organizationId, id: targetId }: User,
  at: number,
  details: AuditDetails,
): AuditEntry {
  const event = { organizationId, category: 'User', action, targetId, details } as const;
  return auditEntry(request, auditActor(request.permitted.actor), at, event);
}
