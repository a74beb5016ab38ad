import { type Kysely, type RawBuilder, sql } from 'kysely';
import { nextTurn } from '../../turns.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { onThread } from '../long-query.ts';
import { nothingFirst } from '../order.ts';
import { prepared } from '../prepared.ts';
import type { Range } from './ranks.ts';

// What no index answers is looked for range by range of user names, with a pause between two for everybody else.

type Db = Kysely<Database>;

/** The `search_id` of those in one range who have the text, by user name. */
export interface FoundInRange {
  /** The latest change of the range when it was searched, or one before it: never a later one. */
  readonly change: number;
  readonly ids: readonly number[];
}

interface Search {
  readonly organizationId: string;
  readonly ranges: readonly Range[];
  /** As it stands in the searched text of a person. */
  readonly term: string;
  /** Found before, by the start of the range: what has not changed since is not searched again. */
  readonly known: ReadonlyMap<string, FoundInRange> | undefined;
  /** Once there are more, no further range is searched. */
  readonly upTo: number;
}

/** Everybody who has the text, or the first of them, by the start of the range, in the order of the ranges. */
export async function searchRanges(
  db: Db,
  { organizationId, ranges, term, known, upTo }: Search,
): Promise<ReadonlyMap<string, FoundInRange>> {
  const found = new Map<string, FoundInRange>();
  let total = 0;
  for (const { startKey, endKey, change } of ranges) {
    if (total > upTo) break;
    const before = known?.get(startKey);
    if (before?.change === change) {
      found.set(startKey, before);
      total += before.ids.length;
      continue;
    }
    if (found.size > 0) await nextTurn();
    const find = endKey === undefined ? searchLastRange : searchRange;
    const { rows } = await find(db, { organizationId, startKey, endKey: endKey ?? '', term });
    const ids: readonly number[] = JSON.parse(rows[0]?.ids ?? '[]');
    found.set(startKey, { change, ids });
    total += ids.length;
  }
  return found;
}

interface RangeSearch {
  readonly organizationId: string;
  readonly startKey: string;
  readonly endKey: string;
  readonly term: string;
}

/** One text for all of them: a row each takes longer to hand over than to find. */
const search = (isLast: boolean) =>
  prepared<RangeSearch, { ids: string }>((db, place) =>
    db
      .selectFrom((from) =>
        from
          .selectFrom('users')
          .select('search_id')
          .where('organization_id', '=', place('organizationId'))
          .where('deleted_at', 'is', null)
          .where('search_text', '>=', place('startKey'))
          .$if(!isLast, (users) => users.where('search_text', '<', place('endKey')))
          .where(dialectOf(db).contains(sql.ref('search_text'), place('term')))
          .orderBy('search_text')
          .as('found'),
      )
      .select(dialectOf(db).arrayOf('search_id').as('ids')),
  );

const [searchRange, searchLastRange] = [search(false), search(true)];

/** Everybody, or everybody who has the text, sorted by a number that no index has. */
interface Order {
  readonly organizationId: string;
  readonly ranges: readonly Range[];
  readonly filter: RawBuilder<boolean> | undefined;
  readonly column: RawBuilder<unknown>;
  readonly descending: boolean;
  /** How many of the first are wanted. */
  readonly count: number;
}

interface Sorted {
  readonly searchId: number;
  readonly value: number | null;
  /** What decides between equals. */
  readonly id: string;
}

/** The `search_id` of the first ones, in order: the first of all are among the first of each range. */
export async function firstInOrder(db: Db, order: Order): Promise<readonly number[]> {
  let first: readonly Sorted[] = [];
  for (const range of order.ranges) first = merged(first, await firstOfRange(db, order, range), order);
  return first.map(({ searchId }) => searchId);
}

async function firstOfRange(
  db: Db,
  { organizationId, filter, column, descending, count }: Order,
  { startKey, endKey }: Range,
): Promise<readonly Sorted[]> {
  const direction = descending ? 'desc' : 'asc';
  return await db
    .selectFrom('users')
    .modifyFront(onThread)
    .select(['search_id as searchId', 'id', sql<number | null>`${column}`.as('value')])
    .where('organization_id', '=', organizationId)
    .where('deleted_at', 'is', null)
    .where('user_name_key', '>=', startKey)
    .$if(endKey !== undefined, (users) => users.where('user_name_key', '<', endKey ?? ''))
    .$if(filter !== undefined, (users) => users.where(filter ?? sql<boolean>`true`))
    .orderBy(column, nothingFirst(descending))
    .orderBy('id', direction)
    .limit(count)
    .execute();
}

function merged(one: readonly Sorted[], other: readonly Sorted[], { descending, count }: Order): readonly Sorted[] {
  const both: Sorted[] = [];
  const rest = [one[Symbol.iterator](), other[Symbol.iterator]()] as const;
  let [a, b] = [rest[0].next().value, rest[1].next().value];
  while (both.length < count && (a || b)) {
    if (a && (!b || (descending ? compare(b, a) : compare(a, b)) <= 0)) {
      both.push(a);
      a = rest[0].next().value;
    } else if (b) {
      both.push(b);
      b = rest[1].next().value;
    }
  }
  return both;
}

/** As the store compares: nothing before everything, ids by their bytes. */
function compare(one: Sorted, other: Sorted): number {
  const byValue = (one.value ?? Number.NEGATIVE_INFINITY) - (other.value ?? Number.NEGATIVE_INFINITY);
  return byValue || Buffer.compare(Buffer.from(one.id), Buffer.from(other.id));
}
