import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('credentials')
    .addColumn('refused_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
