import { type AuditEntry, auditActor } from './audit.ts';
import type { Actor } from './permission.ts';

/** Who asks for a change, in which organization and when: what the record of the change needs besides the change. */
export interface Command {
  readonly actor: Actor;
  readonly organizationId: string;
  readonly at: number;
  readonly traceId: string;
  readonly clientIp: string;
}

/** The audit entry of a command that was carried out. */
export const entryOf = (
  { actor, organizationId, at, traceId, clientIp }: Command,
  change: Pick<AuditEntry, 'category' | 'action' | 'targetId' | 'details'>,
): AuditEntry => ({ organizationId, at, actor: auditActor(actor), traceId, clientIp, ...change });
