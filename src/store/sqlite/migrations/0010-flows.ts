import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

const host = '00000000-0000-0000-0000-000000000000';
const commandLine = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';

const readAndWrite = (scope: string) => [scope, `${scope}.Read`, `${scope}.Write`];

const commandLineScopes = [
  'IdentityServerApi',
  ...['PM.Audit', 'PM.Audit.Read', 'PM.AuthSetting'],
  ...['PM.Group', 'PM.License', 'PM.MessageTemplate', 'PM.RobotAccount', 'PM.Setting', 'PM.User'].flatMap(readAndWrite),
  ...['PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'],
];

/**
 * What people sign in to: keys and sign-out addresses of applications, what people have consented to, and the public
 * client of the command-line tools, which belongs to the host.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('applications').addColumn('jwks', 'text').execute();
  await db.schema.alterTable('applications').addColumn('post_logout_redirect_uris', 'text').execute();
  await db.schema
    .alterTable('applications')
    .addColumn('is_first_party', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('consents')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('granted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('consents_key', ['organization_id', 'user_id', 'application_id'])
    .addForeignKeyConstraint(
      'consents_user',
      ['organization_id', 'user_id'],
      'users',
      ['organization_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await addCommandLine(db);
}

async function addCommandLine(db: Kysely<unknown>): Promise<void> {
  const redirectUris = [8104, 8055, 42042].map((port) => `http://localhost:${port}/oidc/login`);
  const { numAffectedRows } = await sql`
    insert into applications
      (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at, is_first_party)
    select id, ${commandLine}, ${'Command line'}, 0, ${JSON.stringify(redirectUris)}, 1, created_at, 1
    from organizations
    where id = ${host} and not exists (select 1 from applications where id = ${commandLine})`.execute(db);
  if (numAffectedRows !== 1n) return;
  for (const name of commandLineScopes) {
    await sql`
      insert into application_scopes (organization_id, application_id, name, type)
      values (${host}, ${commandLine}, ${name}, 'user')`.execute(db);
  }
}
