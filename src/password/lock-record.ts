import { type AuditActor, type AuditOrigin, auditEntry } from '../directory/audit/entry.ts';
import type { Tables } from '../directory/store.ts';
import type { UserKey } from '../directory/user.ts';
import type { Lock } from './attempts.ts';
import type { Source } from './source.ts';

/** An owner is not told of every lock: an attacker who goes on guessing would send a mail with each. */
const toldEveryMs = 6 * 60 * 60_000;

export interface LockEvent extends AuditOrigin {
  readonly user: UserKey;
  /** Whose failure it was that locked. */
  readonly source: Source;
  readonly actor: AuditActor;
  readonly at: number;
}

/** Records that a source is locked from now on, and tells the owner, in the transaction of the failure. */
export async function recordLock(tables: Tables, event: LockEvent, { kind, until }: Lock): Promise<void> {
  const { user, source, actor, at } = event;
  const { organizationId, id } = user;
  const { network } = source;
  const who = source.kind === 'application' || source.kind === 'administrator' ? { sourceId: source.id } : {};
  const details = { source: kind, ...who, network, until: new Date(until).toISOString() };
  const lock = { organizationId, category: 'User', action: 'LockedOut', targetId: id, details } as const;
  await tables.audit.append(auditEntry(event, actor, at, lock));
  if (!(await tables.credentials.mayTellOfLock(user, at, toldEveryMs))) return;
  await tables.outbox.put({ organizationId, kind: 'AccountLockedOut', userId: id, at, source: { kind, network } });
}
