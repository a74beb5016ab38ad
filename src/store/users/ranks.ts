import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { jsonList } from '../json-list.ts';
import { prepared } from '../prepared.ts';

// How many users there are, and who is the five-hundred-thousandth by name, without counting them: names are divided
// into ranges, and each range knows how many living users it holds. A million users have a few hundred ranges.

type Db = Kysely<Database>;

/** A range that holds more is divided. */
const most = 4096;

/** Users of an organization by their canonical names, and the number of the change that concerns them. */
interface Changed {
  readonly organizationId: string;
  readonly keys: readonly string[];
  readonly change: number;
}

/** Counts users who are there now, in the transaction that inserted them. */
export async function addToRanks(db: Db, { organizationId, keys, change }: Changed): Promise<void> {
  const { rows } = await raiseAll(db, { organizationId, keys: jsonList(keys), each: 1, change });
  for (const { startKey, count } of rows)
    if (count > most) await divide(db, { organizationId, startKey, counted: count, change });
}

/** Counts users out who are not there any more. */
export async function removeFromRanks(db: Db, { organizationId, keys, change }: Changed): Promise<void> {
  await raiseAll(db, { organizationId, keys: jsonList(keys), each: -1, change });
  await dropEmpty(db, { organizationId });
}

/** Makes a change known to the ranges of users who stay where they are. */
export async function markInRanks(db: Db, { organizationId, keys, change }: Changed): Promise<void> {
  await raiseAll(db, { organizationId, keys: jsonList(keys), each: 0, change });
}

export interface RangePosition {
  readonly startKey: string;
  /** How many users come before that range. */
  readonly before: number;
}

/** How many users there are. */
export async function countByRanks(db: Db, organizationId: string): Promise<number> {
  const { rows } = await total(db, { organizationId });
  return rows[0]?.total ?? 0;
}

/** The range of the user before whom there are `position` others. */
export async function rangeAt(db: Db, organizationId: string, position: number): Promise<RangePosition> {
  const { rows } = await findRange(db, { organizationId, position });
  return rows[0] ?? { startKey: '', before: 0 };
}

export interface Range {
  readonly startKey: string;
  /** Where the next one starts. */
  readonly endKey: string | undefined;
  /** The latest change of any user in it. */
  readonly change: number;
}

/** All names, range by range, in order. */
export async function allRanges(db: Db, organizationId: string): Promise<readonly Range[]> {
  const rows = await db
    .selectFrom('user_ranks')
    .select(['start_key as startKey', 'change'])
    .where('organization_id', '=', organizationId)
    .orderBy('start_key')
    .execute();
  return rows.map((row, index) => ({ ...row, endKey: rows[index + 1]?.startKey }));
}

async function divide(
  db: Db,
  {
    organizationId,
    counted,
    change,
    ...range
  }: Key & { readonly startKey: string; readonly counted: number; readonly change: number },
): Promise<void> {
  const half = most / 2;
  let { startKey } = range;
  for (let count = counted; count > most; count -= half) {
    const { rows } = await nth(db, { organizationId, startKey, half });
    const middle = rows[0]?.key;
    if (middle === undefined) return;
    await raise(db, { organizationId, startKey, count: half - count, change });
    await raise(db, { organizationId, startKey: middle, count: count - half, change });
    startKey = middle;
  }
}

interface Key {
  readonly organizationId: string;
}

interface RaisedAll extends Key {
  /** A JSON array. */
  readonly keys: string;
  /** What each of them adds to its range. */
  readonly each: number;
  readonly change: number;
}

/** All ranges that hold one of the keys. The store compares, because a program compares text in another order. */
const raiseAll = prepared<RaisedAll, { startKey: string; count: number }>((db, place) => ({
  compile: () =>
    sql<{ startKey: string; count: number }>`insert into "user_ranks" (organization_id, start_key, count, change)
      select ${place('organizationId')}, coalesce((
        select max(start_key) from user_ranks where organization_id = ${place('organizationId')} and start_key <= names.value
      ), ''), count(*) * cast(${place('each')} as bigint), cast(${place('change')} as bigint)
      from ${dialectOf(db).elements(place('keys'))} as names where true group by 2
      on conflict (organization_id, start_key)
        do update set count = user_ranks.count + excluded.count, change = excluded.change
      returning start_key as "startKey", count`.compile(db),
}));

interface Raised extends Key {
  readonly startKey: string;
  readonly count: number;
  readonly change: number;
}

const raise = prepared<Raised, { count: number }>((db, place) =>
  db
    .insertInto('user_ranks')
    .values({
      organization_id: place('organizationId'),
      start_key: place('startKey'),
      count: place('count'),
      change: place('change'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'start_key'])
        .doUpdateSet({ count: sql`user_ranks.count + excluded.count`, change: sql`excluded.change` }),
    )
    .returning('count'),
);

/** The first range stays: it is where every name has its place. */
const dropEmpty = prepared<Key, unknown>((db, place) =>
  db
    .deleteFrom('user_ranks')
    .where('organization_id', '=', place('organizationId'))
    .where('count', '=', 0)
    .where('start_key', '<>', ''),
);

const total = prepared<Key, { total: number }>((db, place) =>
  db
    .selectFrom('user_ranks')
    .select(sql<number>`coalesce(sum(count), 0)`.as('total'))
    .where('organization_id', '=', place('organizationId')),
);

const findRange = prepared<Key & { readonly position: number }, RangePosition>((db, place) => ({
  compile: () =>
    sql<RangePosition>`select start_key as "startKey", before from (
        select start_key, coalesce(sum(count) over (
          order by start_key rows between unbounded preceding and 1 preceding
        ), 0) as before
        from user_ranks where organization_id = ${place('organizationId')}
      ) as ranked where before <= ${place('position')} order by start_key desc limit 1`.compile(db),
}));

const nth = prepared<Key & { readonly startKey: string; readonly half: number }, { key: string }>((db, place) =>
  db
    .selectFrom('users')
    .select('user_name_key as key')
    .where('organization_id', '=', place('organizationId'))
    .where('user_name_key', '>=', place('startKey'))
    .where('deleted_at', 'is', null)
    .orderBy('user_name_key')
    .limit(1)
    .offset(place('half')),
);
