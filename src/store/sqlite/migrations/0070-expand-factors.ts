import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Second factors of people, and until when somebody has time to set one up. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table factors (
    organization_id text not null,
    user_id text not null,
    id text not null,
    kind text not null,
    name text not null,
    state text not null,
    sealed_secret text,
    created_at integer not null,
    last_used_at integer,
    constraint factors_key primary key (organization_id, user_id, id),
    constraint factors_organization foreign key (organization_id) references organizations (id)
  )`.execute(db);
  await sql`create table factor_deadlines (
    organization_id text not null,
    user_id text not null,
    due_at integer not null,
    is_demanded integer not null,
    constraint factor_deadlines_key primary key (organization_id, user_id),
    constraint factor_deadlines_organization foreign key (organization_id) references organizations (id)
  )`.execute(db);
}
