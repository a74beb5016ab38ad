import { type Kysely, sql } from 'kysely';
import type { Organizations } from '../directory/organization.ts';
import type { Database } from './database.ts';

/**
 * Every table that belongs to organizations, with the rest of its key. What refers to others comes before them. Users are
 * not in it: they have a place in the search index, too.
 */
export const ownedTables = [
  ['personal_access_tokens', 'id'],
  ['consents', 'user_id', 'application_id'],
  ['account_links', 'user_id', 'kind'],
  ['user_logins', 'login_provider', 'provider_key'],
  ['password_history', 'user_id', 'sequence'],
  ['credentials', 'user_id'],
  ['password_attempts', 'user_id', 'kind', 'source'],
  ['memberships', 'group_id', 'member_id'],
  ['application_origins', 'application_id', 'origin'],
  ['application_scopes', 'application_id', 'name'],
  ['application_secrets', 'id'],
  ['applications', 'id'],
  ['groups', 'id'],
  ['robot_accounts', 'id'],
  ['api_scopes', 'name'],
  ['api_resources', 'name_key'],
  ['certificates', 'role'],
  ['settings', 'user_id', 'key_key'],
  ['message_templates', 'id'],
  ['outbox', 'id'],
  ['login_attempts', 'id'],
  ['refused_sign_ins', 'minute', 'network', 'reason'],
  ['audit_entries', 'sequence'],
  ['audit_heads'],
  ['user_ranks', 'start_key'],
  ['counters', 'name'],
  ['tenants', 'id'],
] as const satisfies readonly (readonly [keyof Database, ...string[]])[];

/** What is done to an organization after its time. */
export function organizationPurge(db: Kysely<Database>): Pick<Organizations, 'deletedBefore' | 'purge' | 'forget'> {
  return {
    async deletedBefore(at) {
      return await db
        .selectFrom('organizations')
        .select(['id', 'name'])
        .where('deleted_at', '<', at)
        .orderBy('deleted_at')
        .limit(1)
        .executeTakeFirst();
    },

    async purge(id, limit) {
      for (const [table, ...rest] of ownedTables) {
        const deleted = await deleteSome(db, table, rest, id, limit);
        if (deleted > 0) return deleted;
      }
      return await deleteUsers(db, id, limit);
    },

    async forget(id) {
      await db.deleteFrom('organizations').where('id', '=', id).execute();
    },
  };
}

async function deleteSome(
  db: Kysely<Database>,
  table: keyof Database,
  rest: readonly string[],
  organizationId: string,
  limit: number,
): Promise<number> {
  const key = sql.join(['organization_id', ...rest].map((column) => sql.ref(column)));
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)} where (${key}) in
    (select ${key} from ${sql.table(table)} where organization_id = ${organizationId} limit ${limit})`.execute(db);
  return Number(numAffectedRows);
}

async function deleteUsers(db: Kysely<Database>, organizationId: string, limit: number): Promise<number> {
  const users = await db
    .selectFrom('users')
    .select(['id', 'search_id', 'deleted_at'])
    .where('organization_id', '=', organizationId)
    .limit(limit)
    .execute();
  if (users.length === 0) return 0;
  const indexed = users.filter((user) => user.deleted_at === null).map((user) => user.search_id);
  if (indexed.length > 0) await db.deleteFrom('user_search').where('rowid', 'in', indexed).execute();
  const ids = users.map((user) => user.id);
  await db.deleteFrom('users').where('organization_id', '=', organizationId).where('id', 'in', ids).execute();
  return users.length;
}
