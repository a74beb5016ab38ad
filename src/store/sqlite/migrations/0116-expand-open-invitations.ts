import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * People who have no password yet are read in the order of their user names, however far from the start. What the index says of
 * the id holds always: a question that does not say it as well, such as one about a single person, is not answered from it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table credentials add column name_key text`.execute(db);
  await sql`update credentials set name_key = (select user_name_key from users
    where users.organization_id = credentials.organization_id and users.id = credentials.user_id)
    where password_hash is null`.execute(db);
  await sql`create index credentials_name_key on credentials (organization_id, name_key, user_id)
    where password_hash is null and user_id <> ''`.execute(db);
}
