import type { Kysely } from 'kysely';
import type { Revocations } from '../token/revocations.ts';
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
