import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** What waits is counted for each who asked; requests that wait for a person are in the browser and no longer here. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`delete from grants where model = 'Interaction'`.execute(db);
  await db.schema.alterTable('grants').addColumn('requester', 'text').execute();
  await db.schema
    .createIndex('grants_requester')
    .on('grants')
    .columns(['model', 'requester', 'expires_at'])
    .where(sql.ref('requester'), 'is not', null)
    .execute();
}
