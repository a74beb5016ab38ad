import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * The end of each audit log is signed with the installation key, and what was moved into a file leaves an anchor. The
 * heads that there are get their signatures at the start of the server, which has the key.
 */
export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('audit_heads')
    .addColumn('mac', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createTable('audit_anchors')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addColumn('file', 'text', (column) => column.notNull())
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('archived_at', 'bigint', (column) => column.notNull())
    .addColumn('mac', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_anchors_key', ['organization_id', 'sequence'])
    .execute();
}
