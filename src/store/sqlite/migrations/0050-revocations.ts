import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** They take some seconds. */
const mostRows = 1_000_000;

/**
 * What was revoked is asked for with the organization that the token names. Of what was revoked before, nobody has written
 * down whose it was: for the hour until the last of these tokens has expired, each organization has all of them. Where that
 * would be too many rows, all access tokens of before end, with the keys that have signed them: a start makes a new one.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('revocations').renameTo('revocations_before').execute();
  await db.schema
    .createTable('revocations')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('revocations_key', ['organization_id', 'id'])
    .execute();
  const ofEach = sql`from revocations_before as r cross join organizations as o
    where r.expires_at > ${Date.now()} and o.deleted_at is null`;
  const { rows } = await sql<{
    many: number;
  }>`select exists (select 1 ${ofEach} limit 1 offset ${mostRows}) as many`.execute(db);
  if (rows[0]?.many) await sql`delete from signing_keys`.execute(db);
  else {
    await sql`insert into revocations (organization_id, id, expires_at)
      select o.id, r.id, r.expires_at ${ofEach} order by o.id, r.id`.execute(db);
  }
  await db.schema.dropTable('revocations_before').execute();
  await db.schema.createIndex('revocations_expires_at').on('revocations').column('expires_at').execute();
}
