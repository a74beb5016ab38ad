import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

type Counter =
  | 'legacy_id'
  | 'login_attempt'
  | 'secret'
  | 'setting'
  | 'certificate'
  /** Raised with every change of the organization's list of users. */
  | 'user_list'
  /** Of users in the search index, which is one for all organizations: each has numbers of its own. */
  | 'user_search';

/** The next number of a sequence within an organization, starting at 1. Gaps appear only where a transaction fails. */
export const nextNumber = (db: Kysely<Database>, organizationId: string, name: Counter): Promise<number> =>
  takeNumbers(db, organizationId, name, 1);

/** Takes several at once; returns the first of them. */
export async function takeNumbers(
  db: Kysely<Database>,
  organizationId: string,
  name: Counter,
  count: number,
): Promise<number> {
  const { rows } = await take(db, { organizationId, name, count });
  return (rows[0]?.value ?? 0) - count + 1;
}

/** Has a sequence go on behind that number, if it has not come so far. */
export async function reserveNumbers(
  db: Kysely<Database>,
  organizationId: string,
  name: Counter,
  upTo: number,
): Promise<void> {
  await db
    .insertInto('counters')
    .values({ organization_id: organizationId, name, value: upTo })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'name']).doUpdateSet({ value: upTo }).where('counters.value', '<', upTo),
    )
    .execute();
}

/** Has a sequence of a new organization begin after that number. */
export async function startNumbers(
  db: Kysely<Database>,
  organizationId: string,
  name: Counter,
  after: number,
): Promise<void> {
  await db.insertInto('counters').values({ organization_id: organizationId, name, value: after }).execute();
}

/** The number that was taken last; 0 before the first. */
export async function lastNumber(db: Kysely<Database>, organizationId: string, name: Counter): Promise<number> {
  const { rows } = await read(db, { organizationId, name });
  return rows[0]?.value ?? 0;
}

interface CounterValues {
  readonly organizationId: string;
  readonly name: string;
}

const take = prepared<CounterValues & { readonly count: number }, { value: number }>((db, place) =>
  db
    .insertInto('counters')
    .values({ organization_id: place('organizationId'), name: place('name'), value: place('count') })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'name']).doUpdateSet({ value: sql`counters.value + excluded.value` }),
    )
    .returning('value'),
);

const read = prepared<CounterValues, { value: number }>((db, place) =>
  db
    .selectFrom('counters')
    .select('value')
    .where('organization_id', '=', place('organizationId'))
    .where('name', '=', place('name')),
);
