import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Links that live for minutes are sent before all else, however much waits: they are found without reading that. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index outbox_links on outbox (organization_id, available_at)
    where delivered_at is null and dead_at is null and kind in ('ForgotPassword', 'EmailConfirmation')`.execute(db);
}
