import { type Kysely, sql } from 'kysely';
import type { Revocations } from '../token/bearer/revocations.ts';
import type { Database } from './database.ts';

export function revocations(db: Kysely<Database>): Revocations {
  return { revoke: (id, until) => revoke(db, id, until) };
}

/** What is revoked twice stays revoked for the longer of the two. */
export async function revoke(db: Kysely<Database>, id: string, until: number): Promise<void> {
  await db
    .insertInto('revocations')
    .values({ id, expires_at: until })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ expires_at: until }).where('revocations.expires_at', '<', until),
    )
    .execute();
}

/** Of everything that an account has granted to an application. */
export async function revokeGrants(
  db: Kysely<Database>,
  { account, clientId, until }: { readonly account: string; readonly clientId: string; readonly until: number },
): Promise<void> {
  const grants = db
    .selectFrom('grants')
    .select([sql<string>`coalesce(grant_id, id)`.as('id'), sql<number>`cast(${until} as bigint)`.as('expires_at')])
    .distinct()
    .where('account_id', '=', account)
    .where('client_id', '=', clientId)
    .where(({ or, eb }) => or([eb('model', '=', 'Grant'), eb('grant_id', 'is not', null)]));
  await db
    .insertInto('revocations')
    .columns(['id', 'expires_at'])
    .expression(grants)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ expires_at: until }).where('revocations.expires_at', '<', until),
    )
    .execute();
}
