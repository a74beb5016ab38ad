import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { unlistedAccounts } from './unlisted-accounts.ts';
import { mostReserved } from './users/writes.ts';

/** Organizations whose rows are not being deleted at this moment. */
const stays = (organization: string): string =>
  `not exists (select 1 from organizations where organizations.id = ${organization} and deleted_at is not null)`;

/** The largest number that was taken from each counter, where its rows say so. */
const taken = `
  select organization_id, 'legacy_id' as name, max(legacy_id) as value from users
    where legacy_id <= ${mostReserved} group by 1
  union all select organization_id, 'login_attempt', max(id) from login_attempts group by 1
  union all select organization_id, 'secret', max(id) from application_secrets group by 1
  union all select organization_id, 'setting', max(id) from settings group by 1
  union all select organization_id, 'user_search', max(search_id) from users group by 1
  union all select organization_id, 'certificate', max(id) from certificates group by 1`;

/**
 * What the store keeps twice for the sake of speed, and how the one contradicts the other: each query yields the
 * organizations, and how many of them are wrong.
 */
const checks: readonly (readonly [what: string, query: string])[] = [
  [
    'ranges of users have another count than there are users',
    `select organization_id as organization, count(*) as found from (
       select organization_id, start_key, count,
         lead(start_key) over (partition by organization_id order by start_key) as end_key from user_ranks
     ) as r where ${stays('r.organization_id')} and count <> (
       select count(*) from users as u where u.organization_id = r.organization_id and deleted_at is null
         and user_name_key >= start_key and (end_key is null or user_name_key < end_key)
     ) group by 1`,
  ],
  [
    'users are in no range',
    `select organization_id as organization, count(*) as found from users as u
     where deleted_at is null and ${stays('u.organization_id')} and not exists (
       select 1 from user_ranks as r where r.organization_id = u.organization_id and start_key <= user_name_key
     ) group by 1`,
  ],
  [
    'counters are behind the numbers that were given',
    `select t.organization_id as organization, count(*) as found from (${taken}) as t
     left join counters as c on c.organization_id = t.organization_id and c.name = t.name
     where t.value > coalesce(c.value, 0) and ${stays('t.organization_id')} group by 1`,
  ],
  [
    'users have a number that is not of their organization',
    `select u.organization_id as organization, count(*) as found from users as u
     join organizations as o on o.id = u.organization_id and u.search_id >> 31 <> o.number
     where o.deleted_at is null group by 1`,
  ],
  [
    'memberships are of a group that is not there',
    `select organization_id as organization, count(*) as found from memberships as m
     where ${stays('m.organization_id')} and not exists (
       select 1 from groups as g where g.organization_id = m.organization_id and g.id = m.group_id
     ) group by 1`,
  ],
];

const indexCheck = (indexed: string): (typeof checks)[number] => [
  'users are not in the search index',
  `select organization_id as organization, count(*) as found from users as u
   where deleted_at is null and ${stays('u.organization_id')} and search_id not in (${indexed}) group by 1`,
];

/**
 * In words, where the store contradicts itself. Each query sees one moment, also beside a running server.
 *
 * @throws Error of the database when it is of another version.
 */
export async function contradictions(db: Kysely<Database>): Promise<readonly string[]> {
  const { indexed } = dialectOf(db).textIndex;
  const all = indexed === undefined ? checks : [...checks, indexCheck(indexed)];
  const texts: string[] = [];
  for (const [what, query] of all) {
    const { rows } = await sql.raw<{ organization: string; found: number }>(query).execute(db);
    texts.push(...rows.map(({ organization, found }) => spell(organization, found, what)));
  }
  for (const [organization, found] of await unlistedAccounts(db))
    texts.push(spell(organization, found, 'accounts have an id that is not in the list of ids'));
  return texts;
}

const spell = (organization: string, found: number, what: string): string =>
  `In the organization ${organization}, ${found} ${what}.`;
