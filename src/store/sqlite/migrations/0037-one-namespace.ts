import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * People whose user name is the e-mail address of somebody else in the organization are written down, to be reported:
 * what both sign in with is nobody's to take any more.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`insert into name_clashes (organization_id, kind, id, first_id)
    select named.organization_id, 'address', named.id, addressed.id
    from users as named cross join users as addressed
    where named.user_name_key like '%@%' and named.deleted_at is null and addressed.deleted_at is null
      and addressed.organization_id = named.organization_id and addressed.email_key = named.user_name_key
      and addressed.id <> named.id`.execute(db);
}
