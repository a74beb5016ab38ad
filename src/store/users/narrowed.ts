import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { dayMs } from '../../directory/attempt-counter.ts';
import type { UserQuery, UserSelection } from '../../directory/user.ts';
import { failedInADay, isLockedAt } from '../attempt-state.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { manyRows, onThread } from '../long-query.ts';
import { hasText } from './names.ts';
import { countByRanks } from './ranks.ts';
import { typeNumber } from './row.ts';
import type { Found } from './search.ts';

// A list that is narrowed to a state or a group. Where few are left, they are looked up and then sorted; where many are, the
// list is walked in its order, and the next ones are not far.

type Db = Kysely<Database>;

/** Above so many matches, asking each user costs less than looking each match up. */
export const mostLookedUp = 10_000;

/** Who is left. */
export interface Matching {
  readonly totalCount: number;
  /** Whether all of them were counted, rather than as many as anybody wants to know of. */
  readonly isCounted: boolean;
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
  selection: UserSelection & Pick<UserQuery, 'countUpTo' | 'orderBy'>,
  found: Found | undefined,
): Promise<Matching> {
  const isLong = (await countByRanks(db, organizationId)) > manyRows;
  const filter = conditionOf(db, organizationId, selection);
  const countUpTo = selection.countUpTo ?? Number.POSITIVE_INFINITY;
  const isBounded = countUpTo <= mostLookedUp;
  if (isStateAlone(selection, 'invited')) {
    const totalCount = await (isBounded ? invitedSoFar : countOfInvited)(db, organizationId, isLong);
    if (totalCount > mostLookedUp) return { totalCount, isCounted: !isBounded, few: undefined, filter, isLong };
  }
  const looked = found && found.totalCount <= mostLookedUp ? found.slice(0, found.totalCount) : undefined;
  const { plain, named } = requirementsOf(organizationId, selection);
  const conditions = [
    ...plain,
    ...(await lookedUp(db, named, isLong)),
    ...(looked ? [dialectOf(db).isOneOf('search_id', looked)] : textOf(db, selection)),
  ];
  const first = living(db, organizationId, conditions)
    .select('search_id as value')
    .limit(mostLookedUp + 1);
  const few = (await valuesOf(db, first, isLong)) as readonly number[];
  if (few.length <= mostLookedUp) return { totalCount: few.length, isCounted: true, few, filter: undefined, isLong };
  if (isBounded) return { totalCount: few.length, isCounted: false, few: undefined, filter, isLong };
  const wholeCount = found?.isPart ? undefined : found?.totalCount;
  const everybody = found ? wholeCount : await countByRanks(db, organizationId);
  const totalCount = await countOf(db, organizationId, selection, { conditions, everybody });
  return { totalCount, isCounted: true, few: undefined, filter, isLong };
}

/**
 * What holds for everybody of the selection, asked of one user after the other; undefined when it is everybody. An index of what
 * is asked must not be read for it: all that is in it would be sorted. Only the inactive ones are in their index by user name.
 */
export function conditionOf(
  db: Db,
  organizationId: string,
  selection: UserSelection & Partial<Pick<UserQuery, 'orderBy'>>,
): RawBuilder<boolean> | undefined {
  const { state, orderBy = 'userName' } = selection;
  const isInOrder = state === 'inactive' && orderBy === 'userName';
  const value = isInOrder ? sql.ref : (column: string) => dialectOf(db).sortedLast(sql.ref(column));
  const { plain, named } = requirementsOf(organizationId, selection, value);
  const conditions = [...plain, ...named.map(isThere), ...textOf(db, selection)];
  return conditions.length === 0 ? undefined : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

const textOf = (db: Db, { searchTerm }: UserSelection): readonly RawBuilder<boolean>[] =>
  searchTerm === undefined ? [] : [hasText(db, searchTerm)];

/** What a user has to be: by the own row, and by those of other tables that name the user. */
interface Requirements {
  readonly plain: readonly RawBuilder<boolean>[];
  readonly named: readonly Named[];
}

interface Named {
  readonly table: 'credentials' | 'factors' | 'memberships' | 'password_attempts';
  readonly id: 'user_id' | 'member_id';
  readonly where: RawBuilder<boolean>;
  /** Whether there must be none that names the user. */
  readonly isAbsent?: true;
}

type ValueOf = (column: string) => RawBuilder<unknown>;

function requirementsOf(organizationId: string, selection: UserSelection, value: ValueOf = sql.ref): Requirements {
  const { plain, named } = requirementsOfState(organizationId, selection, value);
  const { groupId } = selection;
  return { plain, named: groupId === undefined ? named : [...named, membersOf(organizationId, groupId)] };
}

const isActive = sql<boolean>`is_active = 1`;
const isInactive = sql<boolean>`is_active = 0`;

function requirementsOfState(
  organizationId: string,
  { state, lock, factorKinds = [] }: UserSelection,
  value: ValueOf,
): Requirements {
  const isActivePerson = [sql<boolean>`${value('is_active')} = 1`, sql<boolean>`type = 'user'`];
  switch (state) {
    case 'active':
      return { plain: [isActive], named: [] };
    case 'inactive':
      return { plain: [sql<boolean>`${value('is_active')} = 0`], named: [] };
    case 'neverSignedIn':
      return { plain: [sql<boolean>`${value('last_login_at')} is null`], named: [] };
    case 'invited':
      return { plain: isActivePerson, named: [withoutPassword(organizationId)] };
    case 'withoutSecondFactor':
      return { plain: isActivePerson, named: [withoutFactor(organizationId, factorKinds)] };
    default:
      return { plain: [], named: lock ? [lockedOut(organizationId, lock)] : [] };
  }
}

/** Few are found in the other tables once, and the users by what is left of them; among many, each user is asked. */
async function lookedUp(db: Db, all: readonly Named[], isLong: boolean): Promise<readonly RawBuilder<boolean>[]> {
  const found = await Promise.all(all.map(async (named) => ({ named, ids: await idsOf(db, named, isLong) })));
  const asked = found.flatMap(({ named, ids }) => (ids ? [] : [isThere(named)]));
  const setsOf = (isAbsent: boolean) =>
    found.flatMap(({ named, ids }) => (ids && (named.isAbsent ?? false) === isAbsent ? [ids] : []));
  const [first, ...others] = setsOf(false);
  const absent = setsOf(true);
  const isOneOf = (ids: ReadonlySet<string>) => dialectOf(db).isOneOf('id', [...ids]);
  if (!first) return [...asked, ...absent.map((ids) => sql<boolean>`not (${isOneOf(ids)})`)];
  const present = others.reduce((left, ids) => left.intersection(ids), first);
  return [...asked, isOneOf(absent.reduce((left, ids) => left.difference(ids), present))];
}

/** Whom the rows name; undefined when they are many. */
async function idsOf(db: Db, { table, id, where }: Named, isLong: boolean): Promise<Set<string> | undefined> {
  const first = db
    .selectFrom(table)
    .select(sql<string>`${sql.ref(`${table}.${id}`)}`.as('value'))
    .distinct()
    .where(where)
    .limit(mostLookedUp + 1);
  const ids = (await valuesOf(db, first, isLong)) as readonly string[];
  return ids.length > mostLookedUp ? undefined : new Set(ids);
}

/**
 * Asked of each user: a value, so that no plan makes a join of it, and a boolean, of which PostgreSQL guesses that it holds for
 * half of them. Of a comparison it guesses that it holds for nearly nobody, and sorts everybody for a page.
 */
const isThere = ({ table, id, where, isAbsent }: Named): RawBuilder<boolean> =>
  sql<boolean>`${isAbsent ? sql`not ` : sql``}coalesce((select true from ${sql.table(table)} where ${where} and ${sql.ref(`${table}.${id}`)} = users.id limit 1), false)`;

const membersOf = (organizationId: string, groupId: string): Named => ({
  ...{ table: 'memberships', id: 'member_id' },
  where: sql<boolean>`memberships.organization_id = ${organizationId} and memberships.group_id = ${groupId}
    and memberships.member_type = 'user'`,
});

const withoutPassword = (organizationId: string): Named => ({
  ...{ table: 'credentials', id: 'user_id' },
  where: sql<boolean>`credentials.organization_id = ${organizationId} and credentials.password_hash is null`,
});

const withoutFactor = (organizationId: string, kinds: NonNullable<UserSelection['factorKinds']>): Named => ({
  ...{ table: 'factors', id: 'user_id', isAbsent: true },
  where: sql<boolean>`factors.organization_id = ${organizationId} and factors.kind in (${sql.join(kinds)})`,
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

/** As one text, which is handed over sooner than rows. */
async function valuesOf(
  db: Db,
  rows: SelectQueryBuilder<Database, keyof Database, { value: string | number }>,
  isLong: boolean,
): Promise<readonly (string | number)[]> {
  const { all } = await db
    .selectFrom(rows.as('found'))
    .$if(isLong, (query) => query.modifyFront(onThread))
    .select(dialectOf(db).arrayOf('value').as('all'))
    .executeTakeFirstOrThrow();
  return JSON.parse(all ?? '[]');
}

export const isStateAlone = ({ state, groupId, searchTerm }: UserSelection, wanted: UserSelection['state']): boolean =>
  state === wanted && groupId === undefined && searchTerm === undefined;

/**
 * Asked of each credential without a password: a value, for a join would begin with everybody. Of a column, PostgreSQL expects
 * that it has many values, and looks each owner up by the whole key; of an organization that its statistics do not know yet, it
 * expects nobody, and walks through everybody for each.
 */
export const ownerIsInvited = sql<boolean>`coalesce((select is_active = 1 and type = 'user' and deleted_at is null from users
  where users.organization_id = credentials.organization_id and users.id = credentials.user_id), false)`;

/** Counts up to one more than are looked up. */
async function invitedSoFar(db: Db, organizationId: string, isLong: boolean): Promise<number> {
  const found = db
    .selectFrom('credentials')
    .select(sql.lit(1).as('one'))
    .where(withoutPassword(organizationId).where)
    .where(ownerIsInvited)
    .limit(mostLookedUp + 1);
  const { count } = await db
    .selectFrom(found.as('found'))
    .$if(isLong, (query) => query.modifyFront(onThread))
    .select(sql<number>`count(*)`.as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Those without a password are counted in their index, and those of them who cannot be invited, of whom there are few, one by
 * one: to ask each person takes ten times as long.
 */
async function countOfInvited(db: Db, organizationId: string, isLong: boolean): Promise<number> {
  const { where, ...named } = withoutPassword(organizationId);
  const count = sql<number>`count(*)`.as('count');
  const all = db.selectFrom(named.table).where(where).select(count);
  const others = [[isInactive], [isActive, sql<boolean>`${typeNumber} > 0`]].map((conditions) =>
    living(db, organizationId, [...conditions, isThere({ ...named, where })]).select(count),
  );
  const counted = [all, ...others].map(async (query) => {
    const { count: many } = await query.$if(isLong, (one) => one.modifyFront(onThread)).executeTakeFirstOrThrow();
    return Number(many);
  });
  const [withoutOne = 0, ...without] = await Promise.all(counted);
  return without.reduce((rest, some) => rest - some, withoutOne);
}

/**
 * Where one index has the answer, it is asked alone.
 *
 * @param everybody whatever the state; undefined where a search has gone no further than it had to.
 */
async function countOf(
  db: Db,
  organizationId: string,
  selection: UserSelection,
  {
    conditions,
    everybody,
  }: { readonly conditions: readonly RawBuilder<boolean>[]; readonly everybody: number | undefined },
): Promise<number> {
  const { searchTerm, state, groupId } = selection;
  const count = sql<number>`count(*)`.as('count');
  if (state === 'active' && groupId === undefined && everybody !== undefined) {
    const { count: inactive } = await living(db, organizationId, [isInactive, ...textOf(db, selection)])
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
