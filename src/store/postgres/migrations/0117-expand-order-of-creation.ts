import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Users who are equal by a name, or by the moment of their creation, are listed in the order in which they were created: these
 * indexes end with a number instead of an id of 36 characters. An earlier version lists as before, but sorts those who are equal.
 * In a store that was copied from an embedded one, people may be from before organizations had numbers of their own: they are
 * numbered on from the last one of theirs.
 */
export async function up(db: Db): Promise<void> {
  await sql`update users set search_id = search_id + value + 1 from counters
    where counters.organization_id = users.organization_id and counters.name = 'user_search'
      and search_id < 2147483648`.execute(db);
  await sql`update counters set value = last from (select organization_id, max(search_id) as last from users group by 1) as u
    where u.organization_id = counters.organization_id and counters.name = 'user_search' and value < last`.execute(db);
  // Nobody reads users while an index is dropped, and until the end of the transaction: that comes when all of them are made.
  for (const [name, columns] of indexes) {
    await sql`create index ${sql.ref(`${name}_new`)} on users (organization_id, ${sql.raw(columns)}, search_id)
      where deleted_at is null`.execute(db);
  }
  for (const [name] of indexes) {
    await sql`drop index ${sql.ref(name)}`.execute(db);
    await sql`alter index ${sql.ref(`${name}_new`)} rename to ${sql.ref(name)}`.execute(db);
  }
}

const indexes = [
  ['users_name_key', 'name_key nulls first'],
  ['users_surname_key', 'surname_key nulls first'],
  ['users_display_name_key', 'display_name_key nulls first'],
  ['users_created_at', 'created_at'],
] as const;
