import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/** More orders of the list of users that come off an index, and the searched text in the order of the names. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('user_ranks')
    .addColumn('change', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  // The text begins with the user name. With the number in it, the index answers a search alone.
  await db.schema
    .createIndex('users_search_text')
    .on('users')
    .columns(['organization_id', 'search_text', 'search_id'])
    .where(sql.ref('deleted_at'), 'is', null)
    .execute();
  // The id decides between equals, so that a page is read off the index without sorting.
  for (const column of ['surname_key', 'last_login_at']) {
    await db.schema
      .createIndex(`users_${column}`)
      .on('users')
      .columns(['organization_id', column, 'id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
  }
  // By the number of the type, which clients see.
  await sql`create index users_type on users (organization_id, (case type when 'user' then 0 when 'robot' then 1
    when 'directoryUser' then 2 when 'directoryGroup' then 3 when 'robotAccount' then 4 when 'application' then 5 end), id)
    where deleted_at is null`.execute(db);
}
