import { type Kysely, sql } from 'kysely';
import type { User, UserQuery } from '../../directory/user.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { onThread } from '../long-query.ts';
import { ownerIsInvited } from './narrowed.ts';
import { toUser } from './row.ts';

/**
 * A page of the people who are invited and have no password yet, by user name, read off the index that has them in this order: as
 * quick far from the start of the list, where all others would have to be asked, as at its start. Undefined where the index does
 * not know of everybody: an earlier version beside this one writes no names.
 */
export async function openInvitations(
  db: Kysely<Database>,
  organizationId: string,
  { descending, skip, limit }: Pick<UserQuery, 'descending' | 'skip' | 'limit'>,
): Promise<readonly User[] | undefined> {
  const open = db
    .selectFrom('credentials')
    .select('user_id as id')
    .where('organization_id', '=', organizationId)
    .where('password_hash', 'is', null)
    .where('user_id', '<>', sql.lit(''));
  // In the order of the index, or PostgreSQL, which expects that many have no name, looks through everybody for the first of them.
  const unnamed = open.where('name_key', 'is', null).orderBy('name_key').orderBy('user_id').limit(1);
  if (await unnamed.executeTakeFirst()) return undefined;
  const direction = descending ? 'desc' : 'asc';
  const found = await open
    .modifyFront(onThread)
    .where(ownerIsInvited)
    .orderBy('name_key', direction)
    .orderBy('user_id', direction)
    .limit(limit)
    .offset(skip)
    .execute();
  const ids = found.map(({ id }) => id);
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('organization_id', '=', organizationId)
    .where(dialectOf(db).isOneOf('id', ids))
    .where('deleted_at', 'is', null)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, toUser(row)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
