import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * One table of every id that an account has or had. Ids that several accounts have are not changed, because others know
 * the accounts by them: the oldest account keeps the id, the others are written down to be reported.
 */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('subjects')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('organization_id', 'text')
    .addColumn('kind', 'text', (column) => column.notNull())
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('subject_clashes')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('subject_clashes_key', ['organization_id', 'id', 'kind'])
    .execute();
  // In the order of the ids, each page of the table is written once.
  await sql`insert into subjects (id, organization_id, kind)
    select id, organization_id, kind from (${accounts} union all ${deleted}) order by id, created_at, organization_id
    on conflict do nothing`.execute(db);
  await sql`insert into subject_clashes (organization_id, id, kind)
    select a.organization_id, a.id, a.kind from (${accounts}) as a join subjects as s on s.id = a.id
    where a.organization_id is distinct from s.organization_id or a.kind != s.kind`.execute(db);
  // The new table answers what these did.
  await db.schema.dropTable('deleted_applications').execute();
  await db.schema.dropIndex('users_id').execute();
}

const accounts = sql`
  select id, organization_id, 'user' as kind, created_at from users
  union all select id, organization_id, 'robotAccount', created_at from robot_accounts
  union all select id, organization_id, 'application', created_at from applications`;

/** Only the audit knows whose they were. */
const deleted = sql`
  select target_id, organization_id, case category when 'RobotAccount' then 'robotAccount' else 'application' end, 0
    from audit_entries where organization_id in (select id from organizations)
      and category in ('RobotAccount', 'ExternalClient') and action = 'Delete' and target_id is not null
  union all select id, null, 'application', 1 from deleted_applications`;
