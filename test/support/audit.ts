import type { Gatehouse } from './gatehouse.ts';

/** What the record says of events of a category that people and applications caused, newest first. */
export async function auditOf({ db }: Gatehouse, category: string) {
  const rows = await db
    .selectFrom('audit_entries')
    .select(['organization_id', 'action', 'actor_name', 'target_id', 'details'])
    .where('category', '=', category)
    .where('actor_type', '!=', 'system')
    .orderBy('created_at', 'desc')
    .orderBy('sequence', 'desc')
    .execute();
  return rows.map((row) => ({
    organizationId: row.organization_id,
    action: row.action,
    actor: row.actor_name,
    targetId: row.target_id,
    details: JSON.parse(row.details),
  }));
}
