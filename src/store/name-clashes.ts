import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { NameClashes } from '../directory/name-clash.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

/** Migrations write them: since then no name is given twice. */
export function nameClashes(db: Kysely<Database>): NameClashes {
  return {
    async list(limit) {
      const clashes = db.selectFrom('name_clashes as c').where(calledNow, 'is not', null);
      const { totalCount } = await clashes.select(sql<number>`count(*)`.as('totalCount')).executeTakeFirstOrThrow();
      const some = await clashes
        .select(['c.kind', 'c.organization_id as organizationId', 'c.id', 'c.first_id as firstId'])
        .select(calledNow.as('name'))
        .orderBy('c.organization_id')
        .orderBy('c.kind')
        .orderBy('c.id')
        .limit(limit)
        .execute();
      return { totalCount, some };
    },

    async haveAddress(organizationId) {
      const { rows } = await anyAddress(db, { organizationId });
      return rows.length > 0;
    },
  };
}

const user = sql`from users as u where u.organization_id = c.organization_id and u.id = c.id and u.deleted_at is null`;

/** While the two still share it. */
const sharesAddress = sql`(select u.user_name ${user} and exists (select 1 from users as f
  where f.organization_id = c.organization_id and f.id = c.first_id and f.deleted_at is null
    and f.email_key = u.user_name_key))`;

const named = (table: 'tenants' | 'groups' | 'robot_accounts') =>
  sql`(select name from ${sql.table(table)} as n where n.organization_id = c.organization_id and n.id = c.id)`;

/** Null of what is not there any more, or clashes no more. */
const calledNow: RawBuilder<string> = sql`case c.kind
  when 'userName' then (select u.user_name ${user})
  when 'email' then (select u.user_name ${user} and u.email is not null and u.email_key is null)
  when 'address' then ${sharesAddress}
  when 'tenant' then ${named('tenants')}
  when 'group' then ${named('groups')}
  when 'robotAccount' then ${named('robot_accounts')}
  when 'organization' then (select name from organizations as o where o.id = c.id and o.deleted_at is null)
  when 'setting' then (select key from settings as s
    where s.organization_id = c.organization_id and cast(s.id as text) = c.id)
  else (select name from api_resources as a where a.organization_id = c.organization_id and a.name = c.id) end`;

const anyAddress = prepared<{ readonly organizationId: string }, unknown>((db, place) =>
  db
    .selectFrom('name_clashes as c')
    .select('c.id')
    .where('c.organization_id', '=', place('organizationId'))
    .where('c.kind', '=', 'address')
    .where(sharesAddress, 'is not', null)
    .limit(1),
);
