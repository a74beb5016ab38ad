import { type AuditEntry, auditActor } from '../directory/audit.ts';
import type { Ended } from '../directory/end-everything.ts';
import type { Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { type Attempt, settleAttempt } from './attempts.ts';
import type { ChangePasswordRequest, ChangePasswordTools } from './change.ts';

/** Writes the audit entry of a change, in the transaction of the change. */
export async function recordChange(
  tables: Tables,
  request: ChangePasswordRequest,
  user: User,
  at: number,
  ended: Ended,
): Promise<void> {
  await tables.audit.append(entry('ChangedPassword', request, user, at, { ...ended }));
}

/**
 * Settles the reserved attempt and records why a change was refused. Failures of the server itself are not the
 * account's history: they stay in the log.
 */
export async function recordFailure(
  { store, now }: ChangePasswordTools,
  request: ChangePasswordRequest,
  user: User,
  attempt: Attempt | undefined,
  error: unknown,
): Promise<void> {
  if (!(error instanceof GatehouseError)) return;
  const { failure } = error;
  const at = now();
  await store.transaction(async ({ audit, credentials }) => {
    if (attempt) await settleAttempt(credentials, user, attempt, error);
    if (failure.code !== 'IdentityFailure') return;
    const reasons = failure.errors.map(({ code }) => code).join(' ');
    await audit.append(entry('ChangePasswordFailed', request, user, at, { reasons }));
    if (attempt?.isLast && !attempt.wasRight) await audit.append(entry('LockedOut', request, user, at, {}));
  });
}

function entry(
  action: AuditEntry['action'],
  { permitted, traceId, clientIp }: ChangePasswordRequest,
  { organizationId, id }: User,
  at: number,
  details: AuditEntry['details'],
): AuditEntry {
  return {
    organizationId,
    at,
    category: 'User',
    action,
    actor: auditActor(permitted.actor),
    targetId: id,
    details,
    traceId,
    clientIp,
  };
}
