import { type AuditEntry, type AuditOrigin, auditActor } from './audit.ts';
import type { AccessName } from './permission/access.ts';
import type { Permitted } from './permission.ts';

/** The right to a change, and when and whence it is asked for: what its record needs besides the change. */
export interface Command<A extends AccessName = AccessName> extends AuditOrigin {
  readonly permitted: Permitted<A>;
  readonly at: number;
}

/** The audit entry of a command that was carried out. */
export const entryOf = (
  { permitted: { actor, organizationId }, at, traceId, clientIp }: Command,
  change: Pick<AuditEntry, 'category' | 'action' | 'targetId' | 'details'>,
): AuditEntry => ({ organizationId, at, actor: auditActor(actor), traceId, clientIp, ...change });
