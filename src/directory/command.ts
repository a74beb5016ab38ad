import { type AuditEntry, type AuditEvent, type AuditOrigin, auditActor, auditEntry } from './audit/entry.ts';
import type { AccessName } from './permission/access.ts';
import type { Permitted } from './permission.ts';

/** The right to a change, and when and from where it is asked for: what its audit entry needs besides the change. */
export interface Command<A extends AccessName = AccessName> extends AuditOrigin {
  readonly permitted: Permitted<A>;
  readonly at: number;
}

/** The audit entry of a command that was carried out. */
export function auditEntryOf(command: Command, change: Omit<AuditEvent, 'organizationId'>): AuditEntry {
  const { permitted, at } = command;
  const { actor, organizationId } = permitted;
  return auditEntry(command, auditActor(actor), at, { organizationId, ...change });
}
