import { type CreateTableBuilder, type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

export async function up(db: Db): Promise<void> {
  await directory(db);
  await passwords(db);
  await applications(db);
  await records(db);
  await tokens(db);
}

async function directory(db: Db): Promise<void> {
  await named(db.schema.createTable('organizations').addColumn('id', 'text', (column) => column.primaryKey()))
    .addUniqueConstraint('organizations_name', ['name_key'])
    .execute();
  await named(owned(db, 'tenants').addColumn('id', 'text', (column) => column.notNull()))
    .addPrimaryKeyConstraint('tenants_key', ['organization_id', 'id'])
    .addUniqueConstraint('tenants_name', ['organization_id', 'name_key'])
    .execute();
  await users(db);
  await named(owned(db, 'groups').addColumn('id', 'text', (column) => column.notNull()))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('modified_at', 'bigint')
    .addPrimaryKeyConstraint('groups_key', ['organization_id', 'id'])
    .addUniqueConstraint('groups_name', ['organization_id', 'name_key'])
    .execute();
  await owned(db, 'memberships')
    .addColumn('group_id', 'text', (column) => column.notNull())
    .addColumn('member_id', 'text', (column) => column.notNull())
    .addColumn('member_type', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('memberships_key', ['organization_id', 'group_id', 'member_id'])
    .addForeignKeyConstraint('memberships_group', ['organization_id', 'group_id'], 'groups', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('memberships_member')
    .on('memberships')
    .columns(['organization_id', 'member_id'])
    .execute();
  await owned(db, 'settings')
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('key_key', 'text', (column) => column.notNull())
    .addColumn('id', 'bigint', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('value', 'text')
    .addPrimaryKeyConstraint('settings_key', ['organization_id', 'user_id', 'key_key'])
    .execute();
}

async function users(db: Db): Promise<void> {
  await owned(db, 'users')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('legacy_id', 'bigint', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('user_name_key', 'text', (column) => column.notNull())
    .addColumn('email', 'text')
    .addColumn('email_key', 'text')
    .addColumn('email_confirmed', 'integer', (column) => column.notNull())
    .addColumn('name', 'text')
    .addColumn('surname', 'text')
    .addColumn('display_name', 'text')
    .addColumn('is_active', 'integer', (column) => column.notNull())
    .addColumn('bypass_basic_auth_restriction', 'integer', (column) => column.notNull())
    .addColumn('invitation_accepted', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('modified_at', 'bigint')
    .addColumn('last_login_at', 'bigint')
    .addColumn('deleted_at', 'bigint')
    .addColumn('token_epoch', 'bigint', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('users_key', ['organization_id', 'id'])
    .addForeignKeyConstraint('users_organization', ['organization_id'], 'organizations', ['id'])
    .execute();
  // A deleted user keeps its row but frees its names.
  for (const name of ['user_name_key', 'email_key']) {
    await db.schema
      .createIndex(`users_${name}`)
      .unique()
      .on('users')
      .columns(['organization_id', name])
      .where(sql.ref('deleted_at'), 'is', null)
      .execute();
  }
  await db.schema.createIndex('users_id').on('users').column('id').execute();
}

async function passwords(db: Db): Promise<void> {
  await ofUser(db, 'credentials')
    .addColumn('password_hash', 'text')
    .addColumn('version', 'bigint', (column) => column.notNull().defaultTo(1))
    .addColumn('security_stamp', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('must_change', 'integer', (column) => column.notNull())
    .addColumn('failed_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('locked_until', 'bigint')
    .addPrimaryKeyConstraint('credentials_key', ['organization_id', 'user_id'])
    .execute();
  await ofUser(db, 'password_history')
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('retired_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('password_history_key', ['organization_id', 'user_id', 'sequence'])
    .execute();
}

async function applications(db: Db): Promise<void> {
  await owned(db, 'applications')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('is_confidential', 'integer', (column) => column.notNull())
    .addColumn('redirect_uris', 'text', (column) => column.notNull())
    .addColumn('is_active', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('applications_key', ['organization_id', 'id'])
    .addForeignKeyConstraint('applications_organization', ['organization_id'], 'organizations', ['id'])
    .execute();
  // OAuth requests name the client but no organization, so a client id is unique across all of them.
  await db.schema.createIndex('applications_id').unique().on('applications').column('id').execute();
  await ofApplication(db, 'application_scopes')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('application_scopes_key', ['organization_id', 'application_id', 'name'])
    .execute();
  await ofApplication(db, 'application_secrets')
    .addColumn('id', 'bigint', (column) => column.notNull())
    .addColumn('secret_hash', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('application_secrets_key', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('application_secrets_application')
    .on('application_secrets')
    .columns(['organization_id', 'application_id'])
    .execute();
}

async function records(db: Db): Promise<void> {
  await owned(db, 'counters')
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('counters_key', ['organization_id', 'name'])
    .execute();
  await owned(db, 'login_attempts')
    .addColumn('id', 'bigint', (column) => column.notNull())
    .addColumn('user_id', 'text')
    .addColumn('user_name_or_email', 'text', (column) => column.notNull())
    .addColumn('client_ip', 'text')
    .addColumn('client_name', 'text')
    .addColumn('browser_info', 'text')
    .addColumn('result', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('login_attempts_key', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('login_attempts_user')
    .on('login_attempts')
    .columns(['organization_id', 'user_id', 'id'])
    .execute();
  await owned(db, 'audit_entries')
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('category', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('actor_type', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('actor_name', 'text', (column) => column.notNull())
    .addColumn('actor_email', 'text')
    .addColumn('target_id', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .addColumn('trace_id', 'text')
    .addColumn('client_ip', 'text')
    .addPrimaryKeyConstraint('audit_entries_key', ['organization_id', 'sequence'])
    .execute();
  await owned(db, 'outbox')
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('available_at', 'bigint', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('delivered_at', 'bigint')
    .addPrimaryKeyConstraint('outbox_key', ['organization_id', 'id'])
    .execute();
  await db.schema
    .createIndex('outbox_waiting')
    .on('outbox')
    .column('available_at')
    .where(sql.ref('delivered_at'), 'is', null)
    .execute();
}

async function tokens(db: Db): Promise<void> {
  await db.schema
    .createTable('grants')
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('grant_id', 'text')
    .addColumn('account_id', 'text')
    .addColumn('uid', 'text')
    .addColumn('user_code', 'text')
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('consumed_at', 'bigint')
    .addColumn('expires_at', 'bigint')
    .addPrimaryKeyConstraint('grants_key', ['model', 'id'])
    .execute();
  for (const column of ['grant_id', 'account_id', 'uid', 'user_code', 'expires_at']) {
    await db.schema
      .createIndex(`grants_${column}`)
      .on('grants')
      .column(column)
      .where(sql.ref(column), 'is not', null)
      .execute();
  }
  await db.schema
    .createTable('signing_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('algorithm', 'text', (column) => column.notNull())
    .addColumn('public_jwk', 'text', (column) => column.notNull())
    .addColumn('sealed_private_jwk', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('activates_at', 'bigint', (column) => column.notNull())
    .addColumn('retires_at', 'bigint')
    .execute();
}

const owned = (db: Db, table: string) =>
  db.schema.createTable(table).addColumn('organization_id', 'text', (column) => column.notNull());

const ofUser = (db: Db, table: string) =>
  owned(db, table)
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addForeignKeyConstraint(`${table}_user`, ['organization_id', 'user_id'], 'users', ['organization_id', 'id']);

const ofApplication = (db: Db, table: string) =>
  owned(db, table)
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addForeignKeyConstraint(
      `${table}_application`,
      ['organization_id', 'application_id'],
      'applications',
      ['organization_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    );

const named = <T extends string, C extends string>(table: CreateTableBuilder<T, C>) =>
  table
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull());
