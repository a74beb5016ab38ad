import { type AuditEntry, unknownPerson } from '../directory/audit.ts';
import type { Tables } from '../directory/store.ts';
import type { SignInRequest } from './sign-in.ts';
import type { Account } from './sign-in-account.ts';
import type { Verdict } from './sign-in-judgement.ts';

/** What is kept of texts that the caller chose. */
const longestName = 256;
const longestBrowser = 512;

/**
 * Writes the row among the login attempts and the audit entry, in the transaction of the outcome. A name that nobody
 * has stands in the row alone: people type their password there, and an audit entry is for ever.
 */
export async function recordSignIn(
  tables: Tables,
  request: SignInRequest,
  { organizationId, user }: Account,
  { result, refusal }: Verdict,
  at: number,
): Promise<void> {
  const { channel, clientIp } = request;
  await tables.loginAttempts.append({
    organizationId,
    userId: user?.id ?? null,
    userNameOrEmail: storable(request.userNameOrEmail, longestName),
    clientIp,
    clientName: null,
    browserInfo: request.browserInfo === null ? null : storable(request.browserInfo, longestBrowser),
    result,
    at,
  });
  const action = result === 'success' ? 'Login' : 'LoginFailed';
  const details = result === 'success' ? { channel } : { channel, result, reason: refusal ?? null };
  await tables.audit.append(entry('Authentication', action, request, { organizationId, user }, details, at));
}

/** Records that the account is locked from now on, and tells its owner. */
export async function recordLockout(
  tables: Tables,
  request: SignInRequest,
  { organizationId, user }: Pick<Account, 'organizationId' | 'user'>,
  at: number,
): Promise<void> {
  if (!user) return;
  await tables.audit.append(entry('User', 'LockedOut', request, { organizationId, user }, {}, at));
  await tables.outbox.put({ organizationId, kind: 'AccountLockedOut', userId: user.id, at });
}

function entry(
  category: AuditEntry['category'],
  action: AuditEntry['action'],
  { traceId, clientIp }: SignInRequest,
  { organizationId, user }: Pick<Account, 'organizationId' | 'user'>,
  details: AuditEntry['details'],
  at: number,
): AuditEntry {
  const actor = user ? ({ type: 'user', id: user.id, name: user.userName, email: user.email } as const) : unknownPerson;
  return { organizationId, at, category, action, actor, targetId: user?.id ?? null, details, traceId, clientIp };
}

/** Neither NUL nor half a surrogate pair goes into a store. */
const storable = (text: string, length: number): string => text.slice(0, length).replaceAll('\0', '').toWellFormed();
