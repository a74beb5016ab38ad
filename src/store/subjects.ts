import { type Kysely, sql } from 'kysely';
import type { Subject, Subjects } from '../directory/subject.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';
import { insertRows } from './rows.ts';

/**
 * Tells of each id where its account is. Rows are added with the account, in the same transaction, and never deleted: an
 * id that is taken fails the whole.
 */
export function subjects(db: Kysely<Database>): Subjects {
  return {
    async find(id) {
      const { rows } = await find(db, { id });
      return rows[0];
    },

    async has({ id, organizationId, kind }) {
      const tables = ['subjects', 'subject_clashes'] as const;
      const found = tables.map((table) =>
        db
          .selectFrom(table)
          .select('id')
          .where('id', '=', id)
          .where('organization_id', '=', organizationId)
          .where('kind', '=', kind)
          .executeTakeFirst(),
      );
      return (await Promise.all(found)).some((row) => row !== undefined);
    },

    async taken(ids) {
      const [id, ...others] = ids;
      // One lies in one place, and of many each may lie in any.
      const { rows } =
        id !== undefined && others.length === 0 ? await find(db, { id }) : await taken(db, { ids: jsonList(ids) });
      return new Set(rows.map(({ id }) => id));
    },

    async clashes(limit) {
      const owners = await db.selectFrom('subject_clashes').select('organization_id').distinct().execute();
      const living: Subject[] = [];
      for (const { organization_id } of owners)
        living.push(...(await livingClashes(db, { organizationId: organization_id })).rows);
      living.sort((one, other) => (one.id < other.id ? -1 : 1));
      const some = living.slice(0, limit).map(async (other) => {
        const { rows } = await find(db, { id: other.id });
        return rows.map((first) => ({ first, other }));
      });
      return { totalCount: living.length, some: (await Promise.all(some)).flat() };
    },
  };
}

/** Where to look for the account of that id. Of several that have it since before ids were unique, the first one counts. */
export async function organizationOf(
  db: Kysely<Database>,
  id: string,
  kind: Subject['kind'],
): Promise<string | undefined> {
  const { rows } = await signposts(db, { id });
  const [found] = rows.filter((row) => row.kind === kind).sort((one, other) => one.rank - other.rank);
  return found?.organizationId ?? undefined;
}

/** In the order of the columns. */
export const insertSubjects = insertRows('subjects', ['id', 'organization_id', 'kind']);

const find = prepared<{ readonly id: string }, Subject>((db, place) =>
  db.selectFrom('subjects').select(['id', 'organization_id as organizationId', 'kind']).where('id', '=', place('id')),
);

/** All accounts that have the id: one, but for what was made before ids were unique. */
const signposts = remembered(
  ['subjects', 'subject_clashes'],
  prepared<{ readonly id: string }, Pick<Subject, 'organizationId' | 'kind'> & { readonly rank: number }>((db, place) =>
    db
      .selectFrom('subjects')
      .select(['organization_id as organizationId', 'kind', sql<number>`1`.as('rank')])
      .where('id', '=', place('id'))
      .unionAll(
        db
          .selectFrom('subject_clashes')
          .select(['organization_id as organizationId', 'kind', sql<number>`2`.as('rank')])
          .where('id', '=', place('id')),
      ),
  ),
);

const taken = prepared<{ readonly ids: string }, Pick<Subject, 'id'>>((db, place) =>
  db
    .selectFrom('subjects')
    .select('id')
    .where(dialectOf(db).isAmong('id', place('ids'), 'text')),
);

/** Whether the later account is there any more. */
const livingClashes = prepared<{ readonly organizationId: string }, Subject>((db, place) => {
  const isThere = (table: 'users' | 'robot_accounts' | 'applications') =>
    sql`exists (select 1 from ${sql.table(table)} as a where a.organization_id = ${place('organizationId')}
      and a.id = c.id ${table === 'users' ? sql`and a.deleted_at is null` : sql``})`;
  return db
    .selectFrom('subject_clashes as c')
    .select(['c.id', 'c.organization_id as organizationId', 'c.kind'])
    .where('c.organization_id', '=', place('organizationId'))
    .where(
      sql<boolean>`case c.kind when 'user' then ${isThere('users')}
        when 'robotAccount' then ${isThere('robot_accounts')} else ${isThere('applications')} end`,
    );
});
