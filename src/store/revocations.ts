import { type Kysely, type OnConflictBuilder, sql } from 'kysely';
import { accountId, type UserKey } from '../directory/user.ts';
import type { Database } from './database.ts';

/** Of one token, or of those of a grant. Returns whether it was not so already. */
export async function revoke(
  db: Kysely<Database>,
  organizationId: string,
  id: string,
  until: number,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('revocations')
    .values({ organization_id: organizationId, id, expires_at: until })
    .onConflict(forTheLonger(until))
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

/** Of everything that the user has granted to an application. */
export async function revokeGrants(
  db: Kysely<Database>,
  { user, clientId, until }: { readonly user: UserKey; readonly clientId: string; readonly until: number },
): Promise<void> {
  const grants = db
    .selectFrom('grants')
    .select('organization_id')
    .select([sql<string>`coalesce(grant_id, id)`.as('id'), sql<number>`cast(${until} as bigint)`.as('expires_at')])
    .distinct()
    .where('organization_id', '=', user.organizationId)
    .where('account_id', '=', accountId(user))
    .where('client_id', '=', clientId)
    .where(({ or, eb }) => or([eb('model', '=', 'Grant'), eb('grant_id', 'is not', null)]));
  await db
    .insertInto('revocations')
    .columns(['organization_id', 'id', 'expires_at'])
    .expression(grants)
    .onConflict(forTheLonger(until))
    .execute();
}

/** What is revoked twice stays revoked for the longer of the two. */
const forTheLonger = (until: number) => (conflict: OnConflictBuilder<Database, 'revocations'>) =>
  conflict
    .columns(['organization_id', 'id'])
    .doUpdateSet({ expires_at: until })
    .where('revocations.expires_at', '<', until);
