import assert from 'node:assert/strict';
import { unboundTables } from '../../src/store/bound-statements.fixture.ts';

// Every statement that a server of the suite has asked is held against the rules by which the store can be divided: on a table
// whose rows belong to organizations, it says of which; and what it changes does not depend on the clock of a place.

/** What asks every organization, and why it may. `says` is looked for in the statement. */
const exceptions: readonly { readonly says: RegExp; readonly why: string }[] = [
  {
    says: /^select "organization_id", .* from "\w+" where .* limit \?$/s,
    why: 'The sweep looks once a minute for rows that are over, wherever they are, and ends them organization by organization.',
  },
  {
    says: /\/\* wherever they are \*\//,
    why: 'The embedded store, all of which is in one place, ends them by one statement.',
  },
  {
    says: /^delete from "(?:user_codes|waiting_grants|old_handles)" where \(.*\) in \(select .* limit \?\)$/,
    why: 'So it does for signposts that lead nowhere any more.',
  },
  {
    says: /^delete from "(?:application_origins|addresses)"\s+where organization_id = \? and/,
    why: 'So it does for what leads to an organization that was deleted for good.',
  },
  {
    says: /^select "name" from "api_resources" where "name_key" = \? limit \?$/,
    why: 'The id of an application that a seed file or an installer brings is the name of no API anywhere.',
  },
  {
    says: /^select "id" from "subjects" where "id" (?:in \(|= any\()/,
    why: 'Ids of many new accounts at once, each of which may have been given anywhere.',
  },
  {
    says: /^select (?:\/\* on a thread \*\/)? organization_id, model, uid, account_id from grants\s+where expires_at <= \?/,
    why: 'So it does for sessions that are over, of which applications are to be told.',
  },
  {
    says: /^delete from "grants" where organization_id = \? .* session_applications as p where p\.organization_id = grants\.organization_id/s,
    why: 'Who took part in a session is looked for in the organization of the session, of which the statement around it says.',
  },
  {
    says: /^select 1 as "one" from "grants" where "expires_at" <= \? limit \? offset \?$/,
    why: 'And whether they are so many that it takes long.',
  },
  {
    says: /^select organization_id as "organizationId", "available_at" as least\s+from "(?:outbox|logout_notices)"/,
    why: 'One process of all looks for organizations that have something to send.',
  },
  {
    says: /^select distinct "organization_id" from "refused_sign_ins" where "reported" = \?/,
    why: 'The report of refused sign-ins looks once a minute for organizations that have some.',
  },
  {
    says: /^select id from organizations\s+union select organization_id from audit_heads|"sequence" as least\s+from "audit_entries"/,
    why: 'The anchors of the day and the commands of the operator read every audit log.',
  },
  {
    says: /^select "organization_id" from "audit_(?:heads|entries)" limit \?$/,
    why: 'A start looks whether anything was ever recorded.',
  },
  {
    says: /^select max\(e\.created_at\) as "newest"/,
    why: 'A start compares the clock with the newest entry of all logs.',
  },
  {
    says: /^update "password_attempts" set "pending" = \? where "pending" > \?$/,
    why: 'A start of the embedded store.',
  },
  {
    says: /^select distinct "organization_id" as "organizationId" from "name_clashes"/,
    why: 'A start tells the operator of what an upgrade has found.',
  },
  {
    says: /"credentials" where (?:credentials\.|")organization_id"? = \? .* from users\s+where users\.organization_id = credentials\.organization_id/,
    why: 'The owner of a credential is looked up in the organization of the credential, of which the statement around it says.',
  },
  {
    says: /^select .*\* from "users" where \(search_id >> 31\) = \(select \+number from organizations where id = \?\) and/,
    why: 'A number of a user begins with that of the organization, and of what was read, others are left out.',
  },
  {
    says: /^select "id" from "groups" where "id" = \? limit \?$/,
    why: 'An id of a group that is no UUID, as seeds could give them.',
  },
];

const seen = new Set<string>();
const unbound = new Map<string, readonly string[]>();
const unsure: string[] = [];

/** Whether it is one of the exceptions, whichever store it is said to. */
export const isException = (sql: string): boolean => exceptions.some(({ says }) => says.test(inWordsOfSqlite(sql)));

const inWordsOfSqlite = (sql: string): string => sql.replaceAll(/\$\d+/g, '?');

/** What is asked of the stores of the process while some work is done. */
let heard: string[] | undefined;

export async function statementsOf<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly statements: readonly string[] }> {
  const statements: string[] = [];
  heard = statements;
  try {
    return { result: await work(), statements };
  } finally {
    heard = undefined;
  }
}

/** Notes a statement that a server asks of its store. */
export function noteStatement(sql: string): void {
  heard?.push(sql);
  if (seen.has(sql)) return;
  const tables = unboundTables(sql);
  if (tables.length > 0 && isOfMigration()) return;
  seen.add(sql);
  if (tables.length > 0 && !isException(sql)) unbound.set(sql, tables);
  if (changing.test(sql) && volatile.test(sql)) unsure.push(sql);
}

const changing = /^\s*(?:insert|update|delete|with\b.*\b(?:insert|update|delete))\b/is;

/** Each place would find something else by them, so Citus takes none where rows are changed. */
const volatile = /\b(?:(?:clock_timestamp|statement_timestamp|now|random|gen_random_uuid)\s*\(|current_timestamp\b)/i;

/** A migration changes everything at once, and nobody asks anything meanwhile. */
function isOfMigration(): boolean {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = 100;
  const { stack = '' } = new Error();
  Error.stackTraceLimit = before;
  return /\/store\/migrate\.ts|\/migrations\//.test(stack);
}

/** @throws AssertionError with the statements that say of no organization, or change rows by what differs from place to place. */
export function requireBoundStatements(): void {
  const said = [...unbound].map(([sql, tables]) => `${tables.join(', ')}: ${sql}`);
  unbound.clear();
  assert.deepEqual(said, [], 'statements that say of no organization');
  assert.deepEqual(unsure.splice(0), [], 'statements that change rows by a clock or by chance');
}
