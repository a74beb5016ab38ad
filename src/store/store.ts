import { type Kysely, sql } from 'kysely';
import type { Store, Tables } from '../directory/store.ts';
import { applications } from './applications.ts';
import { auditLog } from './audit.ts';
import { credentials } from './credentials.ts';
import type { Database } from './database.ts';
import { grantStore } from './grants.ts';
import { groups } from './groups.ts';
import { organizations } from './organizations.ts';
import { outbox } from './outbox.ts';
import { settings } from './settings.ts';
import { users } from './users.ts';

/** The store over an open database, whichever its dialect. */
export function createStore(db: Kysely<Database>): Store {
  return {
    ...tables(db),
    transaction: (work) => db.transaction().execute((transaction) => work(tables(transaction))),
  };
}

function tables(db: Kysely<Database>): Tables {
  return {
    organizations: organizations(db),
    users: users(db),
    credentials: credentials(db),
    groups: groups(db),
    applications: applications(db),
    settings: settings(db),
    audit: auditLog(db),
    outbox: outbox(db),
    grants: grantStore(db),
  };
}

/** Rejects when the database does not answer. */
export async function ping(db: Kysely<Database>): Promise<void> {
  await sql`select 1`.execute(db);
}
