import type { Kysely } from 'kysely';
import type { AuditLog } from '../directory/audit.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

type AuditRow = Database['audit_entries'];

export function auditLog(db: Kysely<Database>): AuditLog {
  return {
    async append(entry) {
      await insert(db, {
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
      });
    },
  };
}

const insert = prepared<AuditRow, unknown>((db, place) =>
  db.insertInto('audit_entries').values({
    organization_id: place('organization_id'),
    sequence: place('sequence'),
    created_at: place('created_at'),
    category: place('category'),
    action: place('action'),
    actor_type: place('actor_type'),
    actor_id: place('actor_id'),
    actor_name: place('actor_name'),
    actor_email: place('actor_email'),
    target_id: place('target_id'),
    details: place('details'),
    trace_id: place('trace_id'),
    client_ip: place('client_ip'),
  }),
);
