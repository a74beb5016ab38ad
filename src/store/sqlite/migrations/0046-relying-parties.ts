import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * Applications that are told when a session ends in which somebody signed in to them, and APIs that want another type of
 * token.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('api_resources').addColumn('access_token_type', 'text').execute();
  for (const column of ['jwks_uri', 'backchannel_logout_uri'] as const) {
    await db.schema.alterTable('applications').addColumn(column, 'text').execute();
  }
  await db.schema
    .alterTable('applications')
    .addColumn('backchannel_logout_session_required', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createTable('session_applications')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('sid', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('session_applications_key', ['organization_id', 'session_id', 'application_id', 'sid'])
    .addForeignKeyConstraint('session_applications_organization', ['organization_id'], 'organizations', ['id'])
    .execute();
  await db.schema
    .createTable('logout_notices')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('sid', 'text', (column) => column.notNull())
    .addColumn('subject', 'text', (column) => column.notNull())
    .addColumn('issuer', 'text', (column) => column.notNull())
    .addColumn('available_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('claim', 'text')
    .addPrimaryKeyConstraint('logout_notices_key', ['organization_id', 'application_id', 'sid'])
    .addForeignKeyConstraint('logout_notices_organization', ['organization_id'], 'organizations', ['id'])
    .execute();
  await db.schema
    .createIndex('logout_notices_due')
    .on('logout_notices')
    .columns(['organization_id', 'available_at'])
    .execute();
  // Sessions end in many ways. Whichever it is, what is to be told of it is written by the statement that ends it.
  await sql`create trigger session_ended after delete on grants when old.model = 'Session' begin
    insert into logout_notices (organization_id, application_id, sid, subject, issuer)
      select organization_id, application_id, sid, substr(old.account_id, instr(old.account_id, '/') + 1), issuer
      from session_applications
      where organization_id = substr(old.account_id, 1, instr(old.account_id, '/') - 1) and session_id = old.uid
      on conflict do nothing;
    delete from session_applications
      where organization_id = substr(old.account_id, 1, instr(old.account_id, '/') - 1) and session_id = old.uid;
  end`.execute(db);
}
