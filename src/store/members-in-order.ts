import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { DirectoryEntity } from '../directory/directory-entity.ts';
import type { Database } from './database.ts';
import { columnsOf, toEntity } from './entity-columns.ts';
import { onThread } from './long-query.ts';

type Db = Kysely<Database>;

/** Read at once. */
const atOnce = 2000;

/** Where a member stands in the list. */
interface Place {
  readonly nameKey: string;
  readonly id: string;
}

/**
 * The members of a large group by name, a page at a time. Accounts are walked through in the order of their names, and of each it is
 * asked whether it is inside: all of it is done once, and nothing is sorted, however many pages there are.
 */
export async function* membersInOrder(
  db: Db,
  organizationId: string,
  groupId: string,
): AsyncGenerator<DirectoryEntity> {
  for (let behind: Place | undefined; ; ) {
    const rows: readonly (Place & Parameters<typeof toEntity>[0])[] = await page(db, organizationId, groupId, behind);
    for (const row of rows) yield toEntity(row);
    behind = rows.at(-1);
    if (rows.length < atOnce) return;
  }
}

function page(db: Db, organizationId: string, groupId: string, behind: Place | undefined) {
  /** A value, so that no plan makes a join of it. */
  const isInside = sql<boolean>`coalesce((select true from memberships as m where m.organization_id = ${organizationId}
    and m.group_id = ${groupId} and m.member_id = e.id limit 1), false)`;
  /** The first of them is what an index begins with. */
  const follows = (nameKey: RawBuilder<unknown>) =>
    behind
      ? sql<boolean>`${nameKey} >= ${behind.nameKey} and (${nameKey} > ${behind.nameKey} or e.id > ${behind.id})`
      : sql<boolean>`true`;
  const users = db
    .selectFrom('users as e')
    .where('e.organization_id', '=', organizationId)
    .where('e.deleted_at', 'is', null)
    .where(isInside)
    .where(follows(sql.ref('e.user_name_key')))
    .select(columnsOf.user)
    .select('e.user_name_key as nameKey')
    .orderBy('e.user_name_key')
    .limit(atOnce);
  const robots = db
    .selectFrom('robot_accounts as e')
    .where('e.organization_id', '=', organizationId)
    .where(isInside)
    .where(follows(sql.ref('e.name_key')))
    .select(columnsOf.robotAccount)
    .select('e.name_key as nameKey')
    .orderBy('e.name_key')
    .limit(atOnce);
  const nameKey = sql<string>`upper(e.name)`;
  const applications = db
    .selectFrom('applications as e')
    .where('e.organization_id', '=', organizationId)
    .where(isInside)
    .where(follows(nameKey))
    .select(columnsOf.application)
    .select(nameKey.as('nameKey'))
    .orderBy(nameKey)
    .orderBy('e.id')
    .limit(atOnce);
  return db
    .selectFrom(
      db
        .selectFrom(users.as('u'))
        .selectAll()
        .unionAll(db.selectFrom(robots.as('r')).selectAll())
        .unionAll(db.selectFrom(applications.as('a')).selectAll())
        .as('member'),
    )
    .modifyFront(onThread)
    .selectAll()
    .orderBy('nameKey')
    .orderBy('id')
    .limit(atOnce)
    .execute();
}
