import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Grants belong to the organization of whom they speak for, or of the application that asks. What belongs to none yet, such
 * as the code of a device that anybody may connect, stands alone, under letters of its own in place of an organization. The
 * trigger goes with the table: what is to be told of the end of a session is written by the program.
 */
export async function up(db: Db): Promise<void> {
  await db.schema.alterTable('grants').renameTo('grants_before').execute();
  await db.schema
    .createTable('grants')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .addColumn('account_id', 'text')
    .addColumn('uid', 'text')
    .addColumn('client_id', 'text')
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('consumed_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addColumn('requester', 'text')
    .addPrimaryKeyConstraint('grants_primary_key', ['organization_id', 'model', 'id'])
    .execute();
  await signposts(db);
  // In the order of the key, each page of the table is written once.
  await sql`insert into grants (organization_id, model, id, grant_id, account_id, uid, client_id, payload, consumed_at,
      expires_at, requester)
    select ${owner} as owner, model, id, grant_id, account_id, uid, client_id, payload, consumed_at, expires_at, requester
    from grants_before order by owner, model, id`.execute(db);
  await db.schema.dropTable('grants_before').execute();
  for (const column of ['grant_id', 'account_id', 'uid', 'client_id'] as const) {
    await db.schema
      .createIndex(`grants_${column}`)
      .on('grants')
      .columns(['organization_id', column])
      .where(sql.ref(column), 'is not', null)
      .execute();
  }
  await db.schema
    .createIndex('grants_expires_at')
    .on('grants')
    .column('expires_at')
    .where(sql.ref('expires_at'), 'is not', null)
    .execute();
}

const owner = sql`case when account_id is not null then substr(account_id, 1, instr(account_id, '/') - 1)
  when requester like 'organization %' then substr(requester, 14) else substr(id, 1, 22) end`;

const monthMs = 30 * 24 * 60 * 60_000;

async function signposts(db: Db): Promise<void> {
  await db.schema
    .createTable('user_codes')
    .addColumn('user_code', 'text', (column) => column.notNull().primaryKey())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await sql`insert into user_codes (user_code, organization_id, grant_id, expires_at)
    select user_code, ${owner}, id, expires_at from grants_before
    where user_code is not null and expires_at is not null and model = 'DeviceCode' on conflict do nothing`.execute(db);
  await db.schema
    .createTable('waiting_grants')
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('waiting_grants_key', ['requester', 'model', 'expires_at', 'organization_id', 'id'])
    .execute();
  await sql`insert into waiting_grants (requester, model, expires_at, organization_id, id)
    select requester, model, expires_at, ${owner}, id from grants_before
    where requester is not null and expires_at is not null`.execute(db);
  for (const table of ['user_codes', 'waiting_grants'] as const) {
    await db.schema.createIndex(`${table}_expires_at`).on(table).column('expires_at').execute();
  }
  // A session lives longer when it is used.
  await sql`insert into old_handles (id, organization_id, expires_at)
    select id, ${owner}, expires_at + case model when 'Session' then ${sql.lit(monthMs)} else 0 end from grants_before
    where expires_at is not null and model in
      ('Session', 'AuthorizationCode', 'RefreshToken', 'DeviceCode', 'PushedAuthorizationRequest', 'Grant')
    order by id on conflict do nothing`.execute(db);
}
