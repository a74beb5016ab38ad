import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { NameClash, NameClashes } from '../directory/name-clash.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

/** Migrations write them: since then no name is given twice. */
export function nameClashes(db: Kysely<Database>): NameClashes {
  return {
    async list(limit) {
      const owners = await db
        .selectFrom('name_clashes')
        .select('organization_id as organizationId')
        .distinct()
        .orderBy('organization_id')
        .execute();
      const all: NameClash[] = [];
      for (const owner of owners) all.push(...(await clashesOf(db, owner)).rows);
      return { totalCount: all.length, some: all.slice(0, limit) };
    },

    async haveAddress(organizationId) {
      const { rows } = await anyAddress(db, { organizationId });
      return rows.length > 0;
    },
  };
}

/** A place in a query where the organization stands: each table in it is asked for that one by itself. */
type Owner = string;

const user = (owner: Owner) =>
  sql`from users as u where u.organization_id = ${owner} and u.id = c.id and u.deleted_at is null`;

/** While the two still share it. */
const sharesAddress = (owner: Owner) => sql`(select u.user_name ${user(owner)} and exists (select 1 from users as f
  where f.organization_id = ${owner} and f.id = c.first_id and f.deleted_at is null
    and f.email_key = u.user_name_key))`;

const named = (table: 'tenants' | 'groups' | 'robot_accounts', owner: Owner) =>
  sql`(select name from ${sql.table(table)} as n where n.organization_id = ${owner} and n.id = c.id)`;

/** Null of what is not there any more, or clashes no more. */
const calledNow = (owner: Owner): RawBuilder<string> => sql`case c.kind
  when 'userName' then (select u.user_name ${user(owner)})
  when 'email' then (select u.user_name ${user(owner)} and u.email is not null and u.email_key is null)
  when 'address' then ${sharesAddress(owner)}
  when 'tenant' then ${named('tenants', owner)}
  when 'group' then ${named('groups', owner)}
  when 'robotAccount' then ${named('robot_accounts', owner)}
  when 'organization' then (select name from organizations as o where o.id = c.id and o.deleted_at is null)
  when 'setting' then (select key from settings as s
    where s.organization_id = ${owner} and cast(s.id as text) = c.id)
  else (select name from api_resources as a where a.organization_id = ${owner} and a.name = c.id) end`;

const clashesOf = prepared<{ readonly organizationId: string }, NameClash>((db, place) => {
  const name = calledNow(place('organizationId'));
  return db
    .selectFrom('name_clashes as c')
    .select(['c.kind', 'c.organization_id as organizationId', 'c.id', 'c.first_id as firstId'])
    .select(name.as('name'))
    .where('c.organization_id', '=', place('organizationId'))
    .where(name, 'is not', null)
    .orderBy('c.kind')
    .orderBy('c.id');
});

const anyAddress = prepared<{ readonly organizationId: string }, unknown>((db, place) =>
  db
    .selectFrom('name_clashes as c')
    .select('c.id')
    .where('c.organization_id', '=', place('organizationId'))
    .where('c.kind', '=', 'address')
    .where(sharesAddress(place('organizationId')), 'is not', null)
    .limit(1),
);
