import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * When a secret of an application was used last, when another one took its place, and when its end was noted. What ends soon
 * is found without looking at everything else.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['last_used_at', 'replaced_at', 'ended_at']) {
    await sql`alter table application_secrets add column ${sql.ref(column)} integer`.execute(db);
  }
  await sql`create index application_secrets_expires_at on application_secrets (expires_at)
    where ended_at is null and expires_at is not null`.execute(db);
  await sql`create index application_secrets_ended_at on application_secrets (ended_at)
    where ended_at is not null`.execute(db);
  await sql`create index certificates_expires_at on certificates (expires_at)`.execute(db);
}
