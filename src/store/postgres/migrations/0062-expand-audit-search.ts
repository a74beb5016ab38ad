import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** What somebody has done, and what was done to them, is found in an audit log of any length. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['actor_id', 'target_id']) {
    await sql`create index ${sql.ref(`audit_entries_${column}`)}
      on audit_entries (organization_id, ${sql.ref(column)}, sequence)`.execute(db);
  }
}
