import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** The mail of an organization that was given up is found without looking at what others have. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index outbox_given_up on outbox (organization_id, dead_at, id)
    where delivered_at is null and dead_at is not null`.execute(db);
}
