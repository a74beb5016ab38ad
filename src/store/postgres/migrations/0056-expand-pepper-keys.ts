import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Which keys of a pepper hashes of passwords are sealed with, and how many are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table pepper_keys (
    id text collate "C" not null,
    written_at bigint not null,
    hashes bigint,
    counted_from bigint,
    pass text collate "C",
    constraint pepper_keys_key primary key (id)
  )`.execute(db);
}
