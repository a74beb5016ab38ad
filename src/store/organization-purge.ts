import { type Kysely, sql } from 'kysely';
import type { Organizations } from '../directory/organization.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { lives } from './lives.ts';

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
      await dialectOf(db).changeInOrder(db); // What leads to the organization may lie anywhere.
      for (const [table, { key }] of Object.entries(lives)) {
        if (key === undefined) continue;
        const deleted = await deleteSome(db, table as keyof Database, key, id, limit);
        if (deleted > 0) return deleted;
      }
      return 0;
    },

    async forget(id) {
      await db.deleteFrom('organizations').where('id', '=', id).execute();
    },
  };
}

async function deleteSome(
  db: Kysely<Database>,
  table: keyof Database,
  key: readonly string[],
  organizationId: string,
  limit: number,
): Promise<number> {
  if (table === 'users') return await deleteUsers(db, organizationId, limit);
  const columns = sql.join(key.map((column) => sql.ref(column)));
  const some = sql`and (${columns}) in
    (select ${columns} from ${sql.table(table)} where organization_id = ${organizationId} limit ${limit})`;
  const { numAffectedRows = 0n } = await sql`delete from ${sql.table(table)}
    where organization_id = ${organizationId} ${key.length === 0 ? sql`` : some}`.execute(db);
  return Number(numAffectedRows);
}

/** Users have a place in the search index, too. */
async function deleteUsers(db: Kysely<Database>, organizationId: string, limit: number): Promise<number> {
  const users = await db
    .selectFrom('users')
    .select(['id', 'search_id', 'deleted_at'])
    .where('organization_id', '=', organizationId)
    .limit(limit)
    .execute();
  if (users.length === 0) return 0;
  const indexed = users.filter((user) => user.deleted_at === null).map((user) => user.search_id);
  await dialectOf(db).textIndex.drop(db, indexed);
  const ids = users.map((user) => user.id);
  await db.deleteFrom('users').where('organization_id', '=', organizationId).where('id', 'in', ids).execute();
  return users.length;
}
