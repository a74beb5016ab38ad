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
      const { rows } = await taken(db, { ids: jsonList(ids) });
      return new Set(rows.map(({ id }) => id));
    },

    async clashes(limit) {
      const living = db.selectFrom('subject_clashes as c').where(lives);
      const { totalCount } = await living.select(sql<number>`count(*)`.as('totalCount')).executeTakeFirstOrThrow();
      const rows = await living
        .innerJoin('subjects as s', 's.id', 'c.id')
        .select(['c.id', 'c.organization_id', 'c.kind'])
        .select(['s.organization_id as first_organization_id', 's.kind as first_kind'])
        .orderBy('c.id')
        .limit(limit)
        .execute();
      const some = rows.map(({ id, organization_id, kind, first_organization_id, first_kind }) => ({
        first: { id, organizationId: first_organization_id, kind: first_kind },
        other: { id, organizationId: organization_id, kind },
      }));
      return { totalCount, some };
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

const taken = prepared<{ readonly ids: string }, { id: string }>((db, place) =>
  db
    .selectFrom('subjects')
    .select('id')
    .where(dialectOf(db).isAmong('id', place('ids'), 'text')),
);

const lives = sql<boolean>`case c.kind
  when 'user' then exists (select 1 from users as a
    where a.organization_id = c.organization_id and a.id = c.id and a.deleted_at is null)
  when 'robotAccount' then exists (select 1 from robot_accounts as a
    where a.organization_id = c.organization_id and a.id = c.id)
  else exists (select 1 from applications as a where a.organization_id = c.organization_id and a.id = c.id) end`;
