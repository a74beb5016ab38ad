import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Each organization counts for itself. The search index of the embedded store is one for all of them, and knows a user by a
 * number: each organization has numbers of its own, from its own number on, two thousand million of them. Those that were
 * given before stay: they are smaller than any of these.
 */
export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('organizations')
    .addColumn('number', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update organizations set number = rowid`.execute(db);
  await db.schema.createIndex('organizations_number').unique().on('organizations').column('number').execute();
  await sql`delete from counters where name = 'user_search'`.execute(db);
  await sql`insert into counters (organization_id, name, value)
    select id, 'user_search', number * 2147483648 from organizations`.execute(db);
  await sql`delete from counters where name = 'setting'`.execute(db);
  await sql`insert into counters (organization_id, name, value)
    select organization_id, 'setting', max(id) from settings group by organization_id`.execute(db);
  await db.schema.dropIndex('users_search_id').execute();
  await db.schema
    .createIndex('users_search_id')
    .unique()
    .on('users')
    .columns(['organization_id', 'search_id'])
    .execute();
}
