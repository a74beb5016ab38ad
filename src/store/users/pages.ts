import { type Kysely, type RawBuilder, sql } from 'kysely';
import { canonical } from '../../directory/canonical.ts';
import type { User, UserOrder, UserPage, UserQuery, UserSelection } from '../../directory/user.ts';
import { userCategory, userTypes } from '../../directory/user-type.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { manyRows, onThread } from '../long-query.ts';
import { nothingFirst } from '../order.ts';
import { prepared } from '../prepared.ts';
import { hasText } from './names.ts';
import { conditionOf, isNarrowed, isStateAlone, type Matching, matchingUsers, mostLookedUp } from './narrowed.ts';
import { openInvitations } from './open-invitations.ts';
import { allRanges, countByRanks, rangeAt } from './ranks.ts';
import { toUser, typeNumber, type UserRow } from './row.ts';
import { firstInOrder } from './scan.ts';
import { searchUsers } from './search.ts';

type Db = Kysely<Database>;

/** To look up so many of them is long. */
const manyLookedUp = 500;

/** One page of an organization's users, with the count of all that match. */
export async function pageOfUsers(db: Db, organizationId: string, query: UserQuery): Promise<UserPage> {
  const { searchTerm, countUpTo = Number.POSITIVE_INFINITY } = query;
  // What comes last is known when everybody was looked at; how many there are is known of few.
  const isWhole = query.descending && query.orderBy === 'userName' && !isNarrowed(query);
  const upTo = isWhole ? Number.POSITIVE_INFINITY : Math.max(countUpTo, mostLookedUp, query.skip + query.limit);
  const found = searchTerm === undefined ? undefined : await searchUsers(db, organizationId, searchTerm, upTo);
  if (isNarrowed(query)) {
    const matching = await matchingUsers(db, organizationId, query, found);
    const totalCount = Math.min(matching.totalCount, countUpTo + 1);
    const isEmpty = query.limit === 0 || (matching.isCounted && query.skip >= matching.totalCount);
    return { totalCount, results: isEmpty ? [] : await narrowed(db, organizationId, query, matching) };
  }
  const totalCount = found ? found.totalCount : await countByRanks(db, organizationId);
  const counted = found ? Math.min(totalCount, countUpTo + 1) : totalCount;
  const span = spanOf(query, totalCount);
  if (span.limit <= 0) return { totalCount: counted, results: [] };
  if (query.orderBy !== 'userName') {
    const few = found && totalCount <= mostLookedUp ? found.slice(0, totalCount) : undefined;
    const filter = query.searchTerm === undefined ? undefined : hasText(db, query.searchTerm);
    return { totalCount: counted, results: await sorted(db, organizationId, query, { few, filter, isLong: false }) };
  }
  const users = found
    ? await byNumbers(db, organizationId, found.slice(span.skip, span.limit))
    : await byPosition(db, organizationId, span);
  return { totalCount: counted, results: query.descending ? users.toReversed() : users };
}

/** What the page covers of the ascending list. */
function spanOf({ skip, limit, descending, orderBy }: UserQuery, total: number) {
  const length = Math.min(limit, total - skip);
  return { skip: descending && orderBy === 'userName' ? total - skip - length : skip, limit: length };
}

async function byPosition(
  db: Db,
  organizationId: string,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Promise<readonly User[]> {
  const { startKey, before } = await rangeAt(db, organizationId, skip);
  const { rows } = await fromKey(db, { organizationId, startKey, skip: skip - before, limit });
  return rows.map(toUser);
}

const fromKey = prepared<
  { readonly organizationId: string; readonly startKey: string; readonly skip: number; readonly limit: number },
  UserRow
>((db, place) =>
  db
    .selectFrom('users')
    .selectAll()
    .where('organization_id', '=', place('organizationId'))
    .where('user_name_key', '>=', place('startKey'))
    .where('deleted_at', 'is', null)
    .orderBy('user_name_key')
    .limit(place('limit'))
    .offset(place('skip')),
);

/** A user who was deleted since the search began is left out. */
async function byNumbers(db: Db, organizationId: string, searchIds: readonly number[]): Promise<readonly User[]> {
  const { rows } = await numbered(db, { organizationId, searchIds: JSON.stringify(searchIds) });
  return rows.map(toUser);
}

const numbered = prepared<{ readonly organizationId: string; readonly searchIds: string }, UserRow>((db, place) =>
  db
    .selectFrom('users')
    .selectAll()
    .where('organization_id', '=', place('organizationId'))
    .where(dialectOf(db).isAmong('search_id', place('searchIds'), 'number'))
    .where('deleted_at', 'is', null)
    .orderBy(dialectOf(db).sortedLast(sql.ref('user_name_key'))),
);

/** At most `limit` of the selection, by user name, behind that one. */
export async function usersAfter(
  db: Db,
  organizationId: string,
  selection: UserSelection,
  userName: string | undefined,
  limit: number,
): Promise<readonly User[]> {
  const filter = conditionOf(db, organizationId, selection);
  const isLong = filter !== undefined && (await countByRanks(db, organizationId)) > manyRows;
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where('deleted_at', 'is', null)
    .$if(isLong, (users) => users.modifyFront(onThread))
    .$if(userName !== undefined, (users) => users.where('user_name_key', '>', canonical(userName ?? '')))
    .$if(filter !== undefined, (users) => users.where(filter ?? everybody))
    .orderBy('user_name_key')
    .limit(limit)
    .execute();
  return rows.map(toUser);
}

const everybody = sql<boolean>`true`;

async function narrowed(db: Db, organizationId: string, query: UserQuery, found: Matching): Promise<readonly User[]> {
  const areOpen = !found.few && query.orderBy === 'userName' && isStateAlone(query, 'invited');
  const open = areOpen ? await openInvitations(db, organizationId, query) : undefined;
  return open ?? (await sorted(db, organizationId, query, found));
}

async function sorted(
  db: Db,
  organizationId: string,
  query: UserQuery,
  { few, filter, isLong: isFilterLong }: Omit<Matching, 'totalCount' | 'isCounted'>,
): Promise<readonly User[]> {
  const { orderBy, descending, skip, limit } = query;
  const { isOneOf, rowOrder, sortedLast, usersInOrder } = dialectOf(db);
  const direction = descending ? 'desc' : 'asc';
  if (!few && unindexed.has(orderBy)) {
    const inRanges = await pageInRanges(db, organizationId, query, filter);
    if (inRanges) return inRanges;
  }
  const isLong = few ? few.length > manyLookedUp : isFilterLong || skip + limit > manyRows || unindexed.has(orderBy);
  const column = few ? sortedLast(columns[orderBy]) : columns[orderBy];
  const isByNumber = byNumber.has(orderBy);
  const ofOrganization = sql<boolean>`organization_id = ${organizationId}`;
  // Only users without an address are equal by it; the index that keeps addresses unique has no id to tell them apart.
  const tie = orderBy === 'email' ? rowOrder : isByNumber ? sql`search_id` : sql`id`;
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where(isByNumber && !few ? usersInOrder(organizationId) : ofOrganization)
    .where('deleted_at', 'is', null)
    .$if(isLong, (users) => users.modifyFront(onThread))
    .$if(few !== undefined, (users) => users.where(isOneOf('search_id', few ?? [])))
    .$if(!few && filter !== undefined, (users) => users.where(filter ?? everybody))
    .orderBy(column, maybeMissing.has(orderBy) ? nothingFirst(descending) : direction)
    .orderBy(tie, direction)
    .limit(limit)
    .offset(skip)
    .execute();
  // Somebody with a number of another organization, of whom `doctor` tells, is not shown to that one.
  return rows.filter((row) => row.organization_id === organizationId).map(toUser);
}

/** What users need not have. */
const maybeMissing: ReadonlySet<UserOrder> = new Set([
  ...(['email', 'name', 'surname', 'displayName', 'lastModificationTime', 'lastLoginTime'] as const),
]);

/** Orders whose indexes begin as `usersInOrder` does. Equals by them come in the order in which they were created. */
const byNumber: ReadonlySet<UserOrder> = new Set(['name', 'surname', 'displayName', 'creationTime'] as const);

/** Orders for which everybody has to be looked at. An index each would make every new user cost more. */
const unindexed: ReadonlySet<UserOrder> = new Set([
  ...(['emailConfirmed', 'isActive', 'bypassBasicAuthRestriction', 'invitationAccepted'] as const),
  ...(['lastModificationTime', 'legacyId', 'category'] as const),
]);

/** Of a long list, with pauses for everybody else. Undefined for a short list, and for a page far from its start. */
async function pageInRanges(
  db: Db,
  organizationId: string,
  { orderBy, descending, skip, limit }: UserQuery,
  filter: RawBuilder<boolean> | undefined,
): Promise<readonly User[] | undefined> {
  const ranges = await allRanges(db, organizationId);
  if (ranges.length <= 4 || skip + limit > mostLookedUp) return undefined;
  const order = { organizationId, ranges, filter, column: columns[orderBy], descending, count: skip + limit };
  const ids = (await firstInOrder(db, order)).slice(skip);
  const { rows } = await numbered(db, { organizationId, searchIds: JSON.stringify(ids) });
  const bySearchId = new Map(rows.map((row) => [row.search_id, row]));
  return ids.flatMap((id) => bySearchId.get(id) ?? []).map(toUser);
}

const categoryNumber = sql`case type ${sql.join(
  userTypes.map((type) => sql`when ${sql.lit(type)} then ${sql.lit(userCategory(type))}`),
  sql` `,
)} end`;

const columns = {
  userName: sql`user_name_key`,
  id: sql`id`,
  email: sql`email_key`,
  emailConfirmed: sql`email_confirmed`,
  name: sql`name_key`,
  surname: sql`surname_key`,
  displayName: sql`display_name_key`,
  creationTime: sql`created_at`,
  lastModificationTime: sql`modified_at`,
  lastLoginTime: sql`last_login_at`,
  legacyId: sql`legacy_id`,
  isActive: sql`is_active`,
  bypassBasicAuthRestriction: sql`bypass_basic_auth_restriction`,
  type: typeNumber,
  category: categoryNumber,
  invitationAccepted: sql`invitation_accepted`,
} as const satisfies Record<UserOrder, unknown>;
