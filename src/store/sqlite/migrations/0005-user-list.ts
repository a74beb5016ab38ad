import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/** What lists of users need to be quick however many there are: names to sort by, a search index, counted ranges. */
export async function up(db: Db): Promise<void> {
  for (const name of ['name_key', 'surname_key', 'display_name_key', 'extension_attributes']) {
    await db.schema.alterTable('users').addColumn(name, 'text').execute();
  }
  for (const [name, type, value] of [
    ['type', 'text', 'user'],
    ['version', 'bigint', 1],
    ['search_id', 'bigint', 0],
    ['search_text', 'text', ''],
  ] as const) {
    await db.schema
      .alterTable('users')
      .addColumn(name, type, (column) => column.notNull().defaultTo(value))
      .execute();
  }
  await db.schema
    .createTable('user_ranks')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('start_key', 'text', (column) => column.notNull())
    .addColumn('count', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('user_ranks_key', ['organization_id', 'start_key'])
    .execute();
  await logins(db);
  // Postings alone, no text: a million users take some 60 MB.
  await sql`create virtual table user_search using fts5
    (text, content='', contentless_delete=1, detail=none, tokenize="trigram case_sensitive 1")`.execute(db);
  await fill(db);
  await db.schema.createIndex('users_search_id').unique().on('users').column('search_id').execute();
  await indexes(db);
}

async function indexes(db: Db): Promise<void> {
  // The id decides between equals, so that a page is read off the index without sorting.
  for (const column of ['name_key', 'display_name_key', 'created_at']) {
    await db.schema
      .createIndex(`users_${column}`)
      .on('users')
      .columns(['organization_id', column, 'id'])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
  }
  // With the group in it, it answers alone. Otherwise the primary key is preferred, which does, and all memberships of
  // the organization are read.
  await db.schema.dropIndex('memberships_member').execute();
  await db.schema
    .createIndex('memberships_member')
    .on('memberships')
    .columns(['organization_id', 'member_id', 'group_id'])
    .execute();
}

async function logins(db: Db): Promise<void> {
  await db.schema
    .createTable('user_logins')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('login_provider', 'text', (column) => column.notNull())
    .addColumn('provider_key', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('provider_display_name', 'text')
    .addPrimaryKeyConstraint('user_logins_key', ['organization_id', 'login_provider', 'provider_key'])
    .addForeignKeyConstraint('user_logins_user', ['organization_id', 'user_id'], 'users', ['organization_id', 'id'])
    .execute();
  await db.schema.createIndex('user_logins_of').on('user_logins').columns(['organization_id', 'user_id']).execute();
}

interface Row {
  readonly organization_id: string;
  readonly id: string;
  readonly user_name: string;
  readonly email: string | null;
  readonly name: string | null;
  readonly surname: string | null;
  readonly display_name: string | null;
  readonly deleted_at: number | null;
}

const key = (text: string | null): string | null => (text ? text.normalize('NFC').toUpperCase() : null);

/** The users who are there already. */
async function fill(db: Db): Promise<void> {
  const host = '00000000-0000-0000-0000-000000000000';
  const { rows } = await sql<Row>`select organization_id, id, user_name, email, name, surname, display_name, deleted_at
    from users order by organization_id, id`.execute(db);
  for (const [index, row] of rows.entries()) {
    const [name, surname, displayName] = [key(row.name), key(row.surname), key(row.display_name)];
    const text = [key(row.user_name), key(row.email), name, surname, displayName].join('\n');
    await sql`update users set name_key = ${name}, surname_key = ${surname}, display_name_key = ${displayName},
      search_id = ${index + 1}, search_text = ${text}
      where organization_id = ${row.organization_id} and id = ${row.id}`.execute(db);
    if (row.deleted_at !== null) continue;
    await sql`insert into user_search (rowid, text) values (${index + 1}, ${text})`.execute(db);
  }
  await sql`insert into user_ranks (organization_id, start_key, count)
    select organization_id, '', count(*) from users where deleted_at is null group by organization_id`.execute(db);
  await sql`insert into counters (organization_id, name, value) values (${host}, 'user_search', ${rows.length})`.execute(
    db,
  );
}
