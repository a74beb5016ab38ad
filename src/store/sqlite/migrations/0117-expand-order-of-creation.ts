import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Users who are equal by a name, or by the moment of their creation, are listed in the order in which they were created: these
 * indexes end with a number of a few bytes instead of an id of 36 characters. They also begin with one, that of the organization,
 * which is in the number of each of its users. An earlier version lists as before, but sorts everybody for a page in these orders.
 */
export async function up(db: Db): Promise<void> {
  await renumber(db);
  for (const column of ['name_key', 'surname_key', 'display_name_key', 'created_at']) {
    const name = sql.ref(`users_${column}`);
    await sql`drop index ${name}`.execute(db);
    await sql`create index ${name} on users ((search_id >> 31), ${sql.ref(column)}, search_id)
      where deleted_at is null`.execute(db);
  }
}

/** Those who are from before organizations had numbers of their own are numbered on from the last one of theirs. */
async function renumber(db: Db): Promise<void> {
  const { rows } = await sql<{ id: string; last: number }>`select organization_id as id, value as last from counters
    where name = 'user_search' and exists (select 1 from users
      where users.organization_id = counters.organization_id and search_id < 2147483648)`.execute(db);
  for (const { id, last } of rows) {
    const old = sql`organization_id = ${id} and search_id < 2147483648`;
    await sql`insert into user_search (rowid, text) select search_id + ${last} + 1, search_text from users
      where ${old} and deleted_at is null`.execute(db);
    await sql`delete from user_search where rowid in (select search_id from users where ${old} and deleted_at is null)`.execute(
      db,
    );
    await sql`update users set search_id = search_id + ${last} + 1 where ${old}`.execute(db);
    await sql`update counters set value = (select max(search_id) from users where organization_id = ${id})
      where organization_id = ${id} and name = 'user_search'`.execute(db);
  }
}
