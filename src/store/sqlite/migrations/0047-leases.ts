import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Who of several processes does what only one of them may do at a time. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.notNull().primaryKey())
    .addColumn('holder', 'text', (column) => column.notNull())
    .addColumn('until', 'bigint', (column) => column.notNull())
    .execute();
}
