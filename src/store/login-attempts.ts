import { type Kysely, type Selectable, sql } from 'kysely';
import {
  type LoginAttempt,
  type LoginAttemptQuery,
  type LoginAttemptResult,
  type LoginAttempts,
  loginAttemptResults,
  type NewLoginAttempt,
} from '../directory/login-attempt.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { nothingFirst } from './order.ts';
import { prepared } from './prepared.ts';

export function loginAttempts(db: Kysely<Database>): LoginAttempts {
  const ofUser = ({ organizationId, userId }: LoginAttemptQuery) =>
    db.selectFrom('login_attempts').where('organization_id', '=', organizationId).where('user_id', '=', userId);
  const matching = ({ since, ...query }: LoginAttemptQuery) =>
    ofUser(query).$if(since !== undefined, (all) => all.where('created_at', '>=', since as number));

  return {
    async append(attempt) {
      const id = await nextNumber(db, attempt.organizationId, 'login_attempt');
      await insert(db, { ...attempt, id });
    },

    async page(query) {
      const isLong = await hasManyRows(db, ofUser(query));
      const { total } = await matching(query)
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(({ fn }) => fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow();
      const { sortBy, sortOrder = 'asc' } = query;
      const rows = await matching(query)
        .$if(isLong, (page) => page.modifyFront(onThread))
        .selectAll()
        .select(({ selectFrom }) =>
          selectFrom('organizations').select('name').where('id', '=', query.organizationId).as('organization_name'),
        )
        .$if(sortBy !== undefined, (page) => page.orderBy(sortKeys[sortBy ?? 'id'], nothingFirst(sortOrder === 'desc')))
        .orderBy('id', sortBy === undefined ? 'desc' : sortOrder)
        .limit(query.top)
        .offset(query.skip)
        .execute();
      return { total, attempts: rows.map(toLoginAttempt) };
    },
  };
}

/** By result means by its number, which clients see. */
const resultNumber = sql`case result ${sql.join(
  loginAttemptResults.map((result, number) => sql`when ${sql.lit(result)} then ${sql.lit(number)}`),
  sql` `,
)} end`;

const sortKeys = {
  id: sql`id`,
  partitionName: sql`organization_id`, // One organization has one name.
  userId: sql`user_id`,
  userNameOrEmailAddress: sql`user_name_or_email`,
  clientIpAddress: sql`client_ip`,
  clientName: sql`client_name`,
  browserInfo: sql`browser_info`,
  result: resultNumber,
  creationTime: sql`created_at`,
  partitionGlobalId: sql`organization_id`,
} as const;

const insert = prepared<NewLoginAttempt & { readonly id: number }, unknown>((db, place) =>
  db.insertInto('login_attempts').values({
    organization_id: place('organizationId'),
    id: place('id'),
    user_id: place('userId'),
    user_name_or_email: place('userNameOrEmail'),
    client_ip: place('clientIp'),
    client_name: place('clientName'),
    browser_info: place('browserInfo'),
    result: place('result'),
    created_at: place('at'),
  }),
);

type Row = Selectable<Database['login_attempts']> & { readonly organization_name: string | null };

const toLoginAttempt = (row: Row): LoginAttempt => ({
  id: row.id,
  organizationId: row.organization_id,
  organizationName: row.organization_name,
  userId: row.user_id,
  userNameOrEmail: row.user_name_or_email,
  clientIp: row.client_ip ?? '',
  clientName: row.client_name,
  browserInfo: row.browser_info,
  result: row.result as LoginAttemptResult,
  at: row.created_at,
});
