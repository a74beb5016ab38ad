import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** What ends with an application, or with a scope of it, is found without looking at everybody else's. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('grants').addColumn('client_id', 'text').execute();
  await sql`update grants
    set client_id = coalesce(json_extract(payload, '$.clientId'), json_extract(payload, '$.params.client_id'))
    where model != 'Session'`.execute(db);
  await db.schema
    .createIndex('grants_client_id')
    .on('grants')
    .column('client_id')
    .where(sql.ref('client_id'), 'is not', null)
    .execute();
  await db.schema.alterTable('applications').addColumn('lost_scopes', 'text').execute();
}
