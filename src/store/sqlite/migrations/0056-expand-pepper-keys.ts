import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Which keys of a pepper hashes of passwords are sealed with, and how many are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('pepper_keys')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('written_at', 'bigint', (column) => column.notNull())
    .addColumn('hashes', 'bigint')
    .addColumn('counted_from', 'bigint')
    .addColumn('pass', 'text')
    .execute();
}
