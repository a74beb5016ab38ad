import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * Links for a new password, which live for minutes, are sent before those that confirm an address, of which any number may
 * wait; and a link knows the notice that carries it, which is of no use when there is a newer one.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`drop index outbox_links`.execute(db);
  await sql`create index outbox_links on outbox (organization_id, kind, available_at)
    where delivered_at is null and dead_at is null`.execute(db);
  await db.schema.alterTable('account_links').addColumn('notice_id', 'text').execute();
}
