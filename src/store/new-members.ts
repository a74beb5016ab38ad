import type { Kysely } from 'kysely';
import type { GroupMember } from '../directory/membership.ts';
import { oneAhead, portions } from '../turns.ts';
import type { Database } from './database.ts';
import { insertRows } from './rows.ts';

/** To write them down is all that the event loop has to do with many: a caller that makes many does it on a thread. */
const perStatement = 2500;

/** Members of the group stay in it. */
export async function insertMembers(
  db: Kysely<Database>,
  organizationId: string,
  members: readonly GroupMember[],
): Promise<void> {
  await oneAhead(portions(members, perStatement), (some) =>
    insert(
      db,
      some.map(({ groupId, id, type }) => [organizationId, groupId, id, type]),
    ),
  );
}

const insert = insertRows('memberships', ['organization_id', 'group_id', 'member_id', 'member_type'], {
  onTaken: 'skip',
});
