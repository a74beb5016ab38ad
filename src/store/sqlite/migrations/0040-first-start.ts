import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

const host = '00000000-0000-0000-0000-000000000000';

/**
 * That there was a first start is written down, and not concluded any more from what is there: the organization that it
 * made can be deleted. Whatever has, or had, an organization or a person was started before.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`insert into counters (organization_id, name, value)
    select ${host}, 'first_start', min(created_at) from (
      select created_at from organizations where id <> ${host}
      union all select created_at from users) as made
    having count(*) > 0`.execute(db);
}
