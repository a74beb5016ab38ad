import { type Kysely, type RawBuilder, sql } from 'kysely';
import { dayMs } from '../../directory/attempt-counter.ts';
import type { UserSelection } from '../../directory/user.ts';
import { failedInADay, isLockedAt } from '../attempt-state.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { manyRows, onThread } from '../long-query.ts';
import { hasText } from './names.ts';
import { countByRanks } from './ranks.ts';
import type { Found } from './search.ts';

// A list that is narrowed to a state or a group. Where few are left, they are found by an index of their own and then sorted;
// where many are, the list is walked in its order, and the next ones are not far.

type Db = Kysely<Database>;

/** Above so many matches, asking each user costs less than looking each match up. */
export const mostLookedUp = 10_000;

/** Who is left. */
export interface Matching {
  readonly totalCount: number;
  /** Their `search_id`, in no order; undefined when they are many. */
  readonly few: readonly number[] | undefined;
  /** What holds for each of them and for nobody else. */
  readonly filter: RawBuilder<boolean> | undefined;
  /** Whether walking to the next ones may take long. */
  readonly isLong: boolean;
}

export const isNarrowed = ({ state, groupId }: UserSelection): boolean => state !== undefined || groupId !== undefined;

/** @param found what the search term of the selection has found, if it has one. */
export async function matchingUsers(
  db: Db,
  organizationId: string,
  selection: UserSelection,
  found: Found | undefined,
): Promise<Matching> {
  const isLong = (await countByRanks(db, organizationId)) > manyRows;
  const looked = found && found.totalCount <= mostLookedUp ? found.slice(0, found.totalCount) : undefined;
  const among = looked ? dialectOf(db).isAmong('search_id', JSON.stringify(looked), 'number') : undefined;
  const conditions = [
    ...conditionsOf(organizationId, selection, 'looked up'),
    ...(among ? [among] : textOf(db, selection)),
  ];
  const few = await firstOf(db, organizationId, conditions, isLong);
  if (few.length <= mostLookedUp) return { totalCount: few.length, few, filter: undefined, isLong };
  const everybody = found ? found.totalCount : await countByRanks(db, organizationId);
  const totalCount = await countOf(db, organizationId, selection, { conditions, everybody });
  return { totalCount, few: undefined, filter: conditionOf(db, organizationId, selection), isLong };
}

/** What holds for everybody of the selection, asked of one user after the other; undefined when it is everybody. */
export function conditionOf(db: Db, organizationId: string, selection: UserSelection): RawBuilder<boolean> | undefined {
  const conditions = [...conditionsOf(organizationId, selection, 'walked'), ...textOf(db, selection)];
  return conditions.length === 0 ? undefined : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

const textOf = (db: Db, { searchTerm }: UserSelection): readonly RawBuilder<boolean>[] =>
  searchTerm === undefined ? [] : [hasText(db, searchTerm)];

type Way = 'looked up' | 'walked';

function conditionsOf(organizationId: string, selection: UserSelection, way: Way): readonly RawBuilder<boolean>[] {
  const { state, groupId } = selection;
  const inGroup = groupId === undefined ? [] : [isIn(membersOf(organizationId, groupId), way)];
  return [...(state === undefined ? [] : stateOf(organizationId, selection, way)), ...inGroup];
}

function stateOf(organizationId: string, { state, lock }: UserSelection, way: Way): readonly RawBuilder<boolean>[] {
  switch (state) {
    case 'active':
      return [sql<boolean>`is_active = 1`];
    case 'inactive':
      return [sql<boolean>`is_active = 0`];
    case 'neverSignedIn':
      return [sql<boolean>`last_login_at is null`];
    case 'invited':
      return [sql<boolean>`is_active = 1`, sql<boolean>`type = 'user'`, isIn(withoutPassword(organizationId), way)];
    default:
      return lock ? [isIn(lockedOut(organizationId, lock), way)] : [];
  }
}

/** Rows of another table that name a user. */
interface Named {
  readonly table: 'credentials' | 'memberships' | 'password_attempts';
  readonly id: 'user_id' | 'member_id';
  readonly where: RawBuilder<boolean>;
}

/** Found from the other table, or looked for there of each user. */
function isIn({ table, id, where }: Named, way: Way): RawBuilder<boolean> {
  const [from, column] = [sql.table(table), sql.ref(`${table}.${id}`)];
  if (way === 'looked up') return sql<boolean>`id in (select ${column} from ${from} where ${where})`;
  return sql<boolean>`exists (select 1 from ${from} where ${where} and ${column} = users.id)`;
}

const membersOf = (organizationId: string, groupId: string): Named => ({
  ...{ table: 'memberships', id: 'member_id' },
  where: sql<boolean>`memberships.organization_id = ${organizationId} and memberships.group_id = ${groupId}
    and memberships.member_type = 'user'`,
});

const withoutPassword = (organizationId: string): Named => ({
  ...{ table: 'credentials', id: 'user_id' },
  where: sql<boolean>`credentials.organization_id = ${organizationId} and credentials.password_hash is null`,
});

/** All attempts together have no limit of a day. */
function lockedOut(organizationId: string, lock: NonNullable<UserSelection['lock']>): Named {
  const isSpent = sql`password_attempts.kind <> 'everybody'
    and ${failedInADay(Math.floor(lock.now / dayMs))} >= ${lock.inADay}`;
  const where = sql<boolean>`password_attempts.organization_id = ${organizationId}
    and (${isLockedAt(lock)} or (${isSpent}))`;
  return { table: 'password_attempts', id: 'user_id', where };
}

const living = (db: Db, organizationId: string, conditions: readonly RawBuilder<boolean>[]) =>
  conditions.reduce(
    (users, condition) => users.where(condition),
    db.selectFrom('users').where('organization_id', '=', organizationId).where('deleted_at', 'is', null),
  );

/** The `search_id` of one more of them than are looked up, at most: as one text, which is handed over sooner than rows. */
async function firstOf(
  db: Db,
  organizationId: string,
  conditions: readonly RawBuilder<boolean>[],
  isLong: boolean,
): Promise<readonly number[]> {
  const first = living(db, organizationId, conditions)
    .select('search_id')
    .limit(mostLookedUp + 1);
  const { ids } = await db
    .selectFrom(first.as('found'))
    .$if(isLong, (query) => query.modifyFront(onThread))
    .select(dialectOf(db).arrayOf('search_id').as('ids'))
    .executeTakeFirstOrThrow();
  return JSON.parse(ids ?? '[]');
}

/** Where one index has the answer, it is asked alone. */
async function countOf(
  db: Db,
  organizationId: string,
  selection: UserSelection,
  { conditions, everybody }: { readonly conditions: readonly RawBuilder<boolean>[]; readonly everybody: number },
): Promise<number> {
  const { searchTerm, state, groupId } = selection;
  const count = sql<number>`count(*)`.as('count');
  if (state === 'active' && groupId === undefined) {
    const others = [
      ...stateOf(organizationId, { searchTerm, state: 'inactive' }, 'looked up'),
      ...textOf(db, selection),
    ];
    const { count: inactive } = await living(db, organizationId, others)
      .modifyFront(onThread)
      .select(count)
      .executeTakeFirstOrThrow();
    return everybody - Number(inactive);
  }
  const isGroupAlone = groupId !== undefined && state === undefined && searchTerm === undefined;
  const counted = isGroupAlone
    ? db.selectFrom('memberships').modifyFront(onThread).where(membersOf(organizationId, groupId).where).select(count)
    : living(db, organizationId, conditions).modifyFront(onThread).select(count);
  return Number((await counted.executeTakeFirstOrThrow()).count);
}
