import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/** Chains the entries that there are, organization by organization, and makes sorting them independent of their number. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('audit_entries')
    .addColumn('hash', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema
    .createTable('audit_heads')
    .addColumn('organization_id', 'text', (column) => column.primaryKey())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .execute();
  const { rows } = await sql<{ id: string }>`select distinct organization_id as id from audit_entries`.execute(db);
  for (const { id } of rows) await chain(db, id);
  await sql`delete from counters where name = 'audit'`.execute(db);
  for (const column of ['category', 'action', 'actor_name', 'actor_email']) {
    await db.schema
      .createIndex(`audit_entries_${column}`)
      .on('audit_entries')
      .columns(['organization_id', column, 'sequence'])
      .execute();
  }
}

const columns = [
  ...['organization_id', 'sequence', 'created_at', 'category', 'action', 'actor_type', 'actor_id', 'actor_name'],
  ...['actor_email', 'target_id', 'details', 'trace_id', 'client_ip'],
];

async function chain(db: Db, organization: string): Promise<void> {
  let hash = '';
  let sequence = 0;
  for (;;) {
    const { rows } = await sql<Record<string, unknown> & { sequence: number }>`select * from audit_entries
      where organization_id = ${organization} and sequence > ${sequence} order by sequence limit 1000`.execute(db);
    for (const row of rows) {
      ({ sequence } = row);
      const said = [hash, ...columns.map((column) => row[column])];
      hash = createHash('sha256').update(JSON.stringify(said)).digest('hex');
      await sql`update audit_entries set hash = ${hash}
        where organization_id = ${organization} and sequence = ${sequence}`.execute(db);
    }
    if (rows.length < 1000) break;
  }
  await sql`insert into audit_heads (organization_id, sequence, hash)
    values (${organization}, ${sequence}, ${hash})`.execute(db);
}
