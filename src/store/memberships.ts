import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DirectoryEntity } from '../directory/directory-entity.ts';
import type { MemberQuery, Memberships } from '../directory/membership.ts';
import { inTurns, mapInTurns, portions, sortInTurns, takeTurns } from '../turns.ts';
import { administratorMembers } from './administrators.ts';
import { chunked, idsPerStatement } from './chunked.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { columnsOf, toEntity } from './entity-columns.ts';
import { jsonList } from './json-list.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { membersInOrder } from './members-in-order.ts';
import { insertMembers } from './new-members.ts';
import { nothingFirst } from './order.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';

export function memberships(db: Kysely<Database>): Memberships {
  return {
    ...administratorMembers(db),

    async ofGroups(organizationId, groupIds) {
      const byGroup = new Map<string, Named[]>();
      for (const some of portions(groupIds, idsPerStatement)) {
        for await (const page of pagesOfMembers(db, organizationId, some)) {
          // At once, so that no row lives as long as the list: what lives is copied by the collector while everything waits.
          for (const row of page) {
            const before = byGroup.get(row.groupId);
            const named = { nameKey: row.nameKey, entity: toEntity(row) };
            if (before) before.push(named);
            else byGroup.set(row.groupId, [named]);
          }
        }
      }
      const found = new Map<string, readonly DirectoryEntity[]>();
      for (const [groupId, all] of byGroup) {
        found.set(groupId, await mapInTurns(await sortInTurns(all, byName), ({ entity }) => entity));
      }
      return found;
    },

    ofGroup: (organizationId, groupId) => membersInOrder(db, organizationId, groupId),

    async page(organizationId, groupId, { orderBy, descending, skip, limit }) {
      const inside = members(db, organizationId, [groupId]);
      const isLong = await hasManyRows(db, ofOrganization(db, organizationId).where('group_id', '=', groupId));
      const { totalCount } = await inside
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(sql<number>`count(*)`.as('totalCount'))
        .executeTakeFirstOrThrow();
      const rows = await inside
        .$if(isLong, (page) => page.modifyFront(onThread))
        .selectAll()
        .orderBy(memberColumns[orderBy], nothingFirst(descending))
        .orderBy('id')
        .limit(limit)
        .offset(skip)
        .execute();
      return { totalCount, results: rows.map(toEntity) };
    },

    async countsOf(organizationId, groupIds) {
      if (groupIds.length === 0) return new Map();
      const inside = ofOrganization(db, organizationId).where('group_id', 'in', groupIds);
      const isLong = await hasManyRows(db, inside);
      const rows = await inside
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(['group_id as groupId', sql<number>`count(*)`.as('count')])
        .groupBy('group_id')
        .execute();
      return new Map(rows.map(({ groupId, count }) => [groupId, Number(count)]));
    },

    async among(organizationId, groupId, memberIds) {
      const rows = await chunked(memberIds, (some) =>
        ofOrganization(db, organizationId)
          .select('member_id')
          .where('group_id', '=', groupId)
          .where('member_id', 'in', some)
          .execute(),
      );
      return new Set(rows.map((row) => row.member_id));
    },

    async groupIdsOf(organizationId, memberIds) {
      const found = await chunked(memberIds, async (some) => {
        const { rows } = await groupsOf(db, { organizationId, members: jsonList(some) });
        return rows;
      });
      const byMember = Map.groupBy(found, ({ memberId }) => memberId);
      return new Map([...byMember].map(([id, found]) => [id, found.map(({ groupId }) => groupId).sort()]));
    },

    add: (organizationId, groupId, added) =>
      insertMembers(
        db,
        organizationId,
        added.map((member) => ({ ...member, groupId })),
      ),

    addAll: (organizationId, added) => insertMembers(db, organizationId, added),

    async remove(organizationId, groupId, memberIds) {
      for await (const some of inTurns(portions(memberIds, idsPerStatement))) {
        await db
          .deleteFrom('memberships')
          .where('organization_id', '=', organizationId)
          .where('group_id', '=', groupId)
          .where('member_id', 'in', some)
          .execute();
      }
    },

    async removeFromAll(organizationId, memberId) {
      await db
        .deleteFrom('memberships')
        .where('organization_id', '=', organizationId)
        .where('member_id', '=', memberId)
        .execute();
    },
  };
}

const ofOrganization = (db: Kysely<Database>, organizationId: string) =>
  db.selectFrom('memberships').where('organization_id', '=', organizationId);

const groupsOf = remembered(
  ['memberships'],
  prepared<{ readonly organizationId: string; readonly members: string }, { memberId: string; groupId: string }>(
    (db, place) => ({
      // A cross join is taken in the order in which it is written: otherwise all memberships are read, in order.
      compile: () =>
        sql<{ memberId: string; groupId: string }>`select m.member_id as "memberId", m.group_id as "groupId"
      from ${dialectOf(db).elements(place('members'))} as wanted cross join memberships as m
      where m.organization_id = ${place('organizationId')} and m.member_id = wanted.value`.compile(db),
    }),
  ),
);

/**
 * Members with the groups that they are in, whatever their kind, in one query; `range` leaves out some memberships. A cross join is
 * taken in the order in which it is written: otherwise all applications are looked through for those that are members.
 */
function members(
  db: Kysely<Database>,
  organizationId: string,
  groupIds: readonly string[],
  range = sql<boolean>`true`,
) {
  const inGroups = () =>
    db
      .selectFrom('memberships as m')
      .where('m.organization_id', '=', organizationId)
      .where('m.group_id', 'in', groupIds)
      .where(range);
  const users = inGroups()
    .crossJoin('users as e')
    .whereRef('e.organization_id', '=', 'm.organization_id')
    .whereRef('e.id', '=', 'm.member_id')
    .where('m.member_type', '=', 'user')
    .where('e.deleted_at', 'is', null)
    .select(columnsOf.user)
    .select(['m.group_id as groupId', 'e.user_name_key as nameKey']);
  const robots = inGroups()
    .crossJoin('robot_accounts as e')
    .whereRef('e.organization_id', '=', 'm.organization_id')
    .whereRef('e.id', '=', 'm.member_id')
    .where('m.member_type', '=', 'robotAccount')
    .select(columnsOf.robotAccount)
    .select(['m.group_id as groupId', 'e.name_key as nameKey']);
  const applications = inGroups()
    .crossJoin('applications as e')
    .whereRef('e.organization_id', '=', 'm.organization_id')
    .whereRef('e.id', '=', 'm.member_id')
    .where('m.member_type', '=', 'application')
    .select(columnsOf.application)
    .select(['m.group_id as groupId', sql<string>`upper(e.name)`.as('nameKey')]);
  return db.selectFrom(users.unionAll(robots).unionAll(applications).as('member'));
}

type MemberRow = Parameters<typeof toEntity>[0] & { readonly groupId: string; readonly nameKey: string };

interface Named {
  readonly nameKey: string;
  readonly entity: DirectoryEntity;
}

function byName(one: Named, other: Named): number {
  if (one.nameKey === other.nameKey) return one.entity.id < other.entity.id ? -1 : 1;
  return one.nameKey < other.nameKey ? -1 : 1;
}

/** All members of the groups, a page at a time, as they are stored: the caller sorts them. */
async function* pagesOfMembers(
  db: Kysely<Database>,
  organizationId: string,
  groupIds: readonly string[],
): AsyncGenerator<readonly MemberRow[]> {
  const inGroups = ofOrganization(db, organizationId).where('group_id', 'in', groupIds);
  // Each member is somewhere else in the store: many of them take longer than the event loop may be held.
  const isLong = await hasManyRows(db, inGroups);
  const sizes = await inGroups
    .$if(isLong, (count) => count.modifyFront(onThread))
    .select(['group_id as groupId', sql<number>`count(*)`.as('size')])
    .groupBy('group_id')
    .execute();
  const read = (page: ReturnType<typeof members>) =>
    page
      .$if(isLong, (rows) => rows.modifyFront(onThread))
      .selectAll()
      .execute();
  for await (const some of inTurns(withinPages(sizes))) {
    const [{ groupId, size } = { groupId: '', size: 0 }] = some;
    if (size > idsPerStatement) yield* pagesOfGroup(db, organizationId, groupId, read);
    else {
      const together = some.map((group) => group.groupId);
      yield await read(members(db, organizationId, together));
    }
  }
}

interface GroupSize {
  readonly groupId: string;
  readonly size: number;
}

/** Groups that fill a page together; one that is larger is alone. */
function* withinPages(groups: readonly GroupSize[]): Generator<readonly GroupSize[]> {
  let page: GroupSize[] = [];
  let rows = 0;
  for (const group of groups) {
    if (page.length > 0 && rows + group.size > idsPerStatement) {
      yield page;
      [page, rows] = [[], 0];
    }
    page.push(group);
    rows += group.size;
  }
  if (page.length > 0) yield page;
}

async function* pagesOfGroup(
  db: Kysely<Database>,
  organizationId: string,
  groupId: string,
  read: (page: ReturnType<typeof members>) => Promise<readonly MemberRow[]>,
): AsyncGenerator<readonly MemberRow[]> {
  for (let last: string | undefined = ''; last !== undefined; ) {
    await takeTurns();
    const after: RawBuilder<boolean> = sql`m.member_id > ${last}`;
    const end: string | undefined = (
      await db
        .selectFrom('memberships as m')
        .select('m.member_id as id')
        .where('m.organization_id', '=', organizationId)
        .where('m.group_id', '=', groupId)
        .where(after)
        .orderBy('m.member_id')
        .limit(1)
        .offset(idsPerStatement - 1)
        .executeTakeFirst()
    )?.id;
    const range = end === undefined ? after : sql<boolean>`${after} and m.member_id <= ${end}`;
    yield await read(members(db, organizationId, [groupId], range));
    last = end;
  }
}

const memberColumns: Readonly<Record<MemberQuery['orderBy'], 'nameKey' | 'email' | 'displayName' | 'id' | 'kind'>> = {
  name: 'nameKey',
  email: 'email',
  displayName: 'displayName',
  identifier: 'id',
  objectType: 'kind',
};
