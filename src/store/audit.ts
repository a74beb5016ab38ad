import type { Kysely } from 'kysely';
import type { AuditLog } from '../directory/audit.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';

export function auditLog(db: Kysely<Database>): AuditLog {
  return {
    async append(entry) {
      await db
        .insertInto('audit_entries')
        .values({
          organization_id: entry.organizationId,
          sequence: await nextNumber(db, entry.organizationId, 'audit'),
          created_at: entry.at,
          category: entry.category,
          action: entry.action,
          actor_type: entry.actor.type,
          actor_id: entry.actor.id,
          actor_name: entry.actor.name,
          actor_email: entry.actor.email,
          target_id: entry.targetId,
          details: JSON.stringify(entry.details),
          trace_id: entry.traceId,
          client_ip: entry.clientIp,
        })
        .execute();
    },
  };
}
