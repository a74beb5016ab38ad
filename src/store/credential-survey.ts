import { type Kysely, sql } from 'kysely';
import type { CredentialSurvey } from '../directory/credential-survey.ts';
import { strongKinds } from '../directory/second-factor.ts';
import type { Database } from './database.ts';
import { hasManyRows, onThread } from './long-query.ts';

const hasStrongFactor = (organizationId: string) => sql<number>`case when exists (select 1 from factors
  where factors.organization_id = ${organizationId} and factors.user_id = credentials.user_id
    and factors.kind in (${sql.join(strongKinds.map((kind) => sql.lit(kind)))})) then 1 else 0 end`;

/** Counts all people of an organization: in one that has many, on a thread. */
export function credentialSurvey(db: Kysely<Database>): CredentialSurvey {
  const isLong = (organizationId: string) =>
    hasManyRows(db, db.selectFrom('credentials').where('organization_id', '=', organizationId));
  const ofPeople = (organizationId: string) =>
    db
      .selectFrom('credentials')
      .innerJoin('users', (join) =>
        join
          .onRef('users.organization_id', '=', 'credentials.organization_id')
          .onRef('users.id', '=', 'credentials.user_id'),
      )
      .where('credentials.organization_id', '=', organizationId)
      .where('credentials.password_hash', 'is not', null)
      .where('users.is_active', '=', 1)
      .where('users.deleted_at', 'is', null);

  return {
    async byKeptRules(organizationId) {
      const rows = await ofPeople(organizationId)
        .$if(await isLong(organizationId), (count) => count.modifyFront(onThread))
        .select(({ fn }) => [
          'credentials.kept_rules as keptRules',
          hasStrongFactor(organizationId).as('has'),
          fn.countAll<number>().as('people'),
        ])
        .groupBy(['credentials.kept_rules', 'has'])
        .execute();
      return rows.map(({ keptRules, has, people }) => {
        return { keptRules, haveSecondFactor: Number(has) === 1, people: Number(people) };
      });
    },

    async unchangedSince(organizationId, at) {
      const row = await ofPeople(organizationId)
        .$if(await isLong(organizationId), (count) => count.modifyFront(onThread))
        .select(({ fn }) => fn.countAll<number>().as('people'))
        .where('credentials.changed_at', '<=', at)
        .where('credentials.must_change', '=', 0)
        .executeTakeFirstOrThrow();
      return Number(row.people);
    },

    async storedHashes(organizationId, behind, limit) {
      const rows = await ofPeople(organizationId)
        .select(['credentials.user_id as id', 'credentials.password_hash as text'])
        .where('credentials.user_id', '>', behind)
        .orderBy('credentials.user_id')
        .limit(limit)
        .execute();
      return rows.map(({ id, text }) => ({ organizationId, id, sequence: undefined, text: text ?? '' }));
    },

    async byRetired(organizationId) {
      const retired = ofPeople(organizationId)
        .innerJoin('password_history', (join) =>
          join
            .onRef('password_history.organization_id', '=', 'credentials.organization_id')
            .onRef('password_history.user_id', '=', 'credentials.user_id'),
        )
        .select(({ fn }) => fn.countAll<number>().as('retired'))
        .groupBy('credentials.user_id');
      const rows = await db
        .selectFrom(retired.as('people'))
        .$if(await isLong(organizationId), (count) => count.modifyFront(onThread))
        .select(({ fn }) => ['retired', fn.countAll<number>().as('people')])
        .groupBy('retired')
        .orderBy('retired')
        .execute();
      return rows.map((row) => ({ retired: Number(row.retired), people: Number(row.people) }));
    },
  };
}
