import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';

/**
 * The organization of a handle: the one that it names, or else the one that the signpost knows, of those that were made when
 * handles named none. Undefined of what nobody was given.
 */
export async function ownerOf(
  db: Kysely<Database>,
  { organizationId, hash }: { readonly organizationId: string | undefined; readonly hash: string },
): Promise<string | undefined> {
  if (organizationId !== undefined) return organizationId;
  const { rows } = await find(db, { id: hash });
  return rows[0]?.organization_id;
}

const find = remembered(
  ['old_handles'],
  prepared<{ readonly id: string }, { readonly organization_id: string }>((db, place) =>
    db.selectFrom('old_handles').select('organization_id').where('id', '=', place('id')),
  ),
);
