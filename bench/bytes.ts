import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { newId } from '../src/directory/identifier.ts';
import { noPassword } from '../src/directory/user.fixture.ts';
import { migrate } from '../src/store/migrate.ts';
import { type Connection, openStore } from '../src/store/open.ts';
import { createStore } from '../src/store/store.ts';
import { readCount } from '../test/support/count.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { createBenchDatabase } from './store.ts';
import { sizesOf } from './store-sizes.ts';
import { type Row, render } from './table.ts';

// `npm run bench:bytes`: what a user takes on PostgreSQL, table by table, indexes included, with 100,000 users, or as many thousands
// as the variable BYTES_USERS says, in organizations of a thousand. From it, docs/scale.md computes what very many take.

readOptions(import.meta.filename, {});
const perOrganization = 1000;
const users = readCount('BYTES_USERS', process.env.BYTES_USERS ?? 100_000, perOrganization);

const storeUrl = await createBenchDatabase();
const db = openStore(storeUrl, { limits: { statementMs: 3_600_000 } });
await migrate(db);
for (let from = 0; from < users; from += perOrganization) await fillOrganization(db, from);
await fillRecords(db);
await sql`vacuum full analyze`.execute(db);
await sql`vacuum analyze`.execute(db);
process.stdout.write(`${describeRun('postgres')}\n${render(await measure(db))}`);
await db.destroy();

/** As the server writes them, each with a password. */
async function fillOrganization(db: Connection, from: number): Promise<void> {
  const store = createStore(db);
  const [organizationId, now] = [newId(), Date.now()];
  const people = Array.from({ length: perOrganization }, (_, index) => {
    const name = `user${String(((from + index) * 7919) % 10_000_019).padStart(8, '0')}`;
    return {
      ...{
        organizationId,
        id: newId(),
        userName: name,
        email: `${name}@organization${from}.example`,
        emailConfirmed: true,
      },
      ...{ name: 'Hermione', surname: `Granger ${index}`, displayName: `Hermione Granger ${index}`, isActive: true },
      ...{ bypassBasicAuthRestriction: false, invitationAccepted: true, createdAt: now },
    };
  });
  await store.organizations.insert({ id: organizationId, name: `Organization ${from}`, createdAt: now });
  await store.transaction(async (tables) => {
    await tables.users.insertMany(organizationId, people);
    await tables.credentials.insertMany(people.map((user) => noPassword(user, now)));
  });
  // Of the length of those that are made.
  await sql`update credentials set password_hash = ${`$argon2id$v=19$m=19456,t=2,p=1$${'s'.repeat(22)}$${'h'.repeat(43)}`}
    where organization_id = ${organizationId}`.execute(db);
}

/** For each user one session with a grant and a refresh token, ten sign-ins, ten entries of the audit log, three old passwords. */
async function fillRecords(db: Connection): Promise<void> {
  const hash = sql.lit(randomBytes(32).toString('hex'));
  const payload = (bytes: number) => sql.lit(JSON.stringify({ data: randomBytes(bytes).toString('base64url') }));
  for (const [model, bytes] of [
    ['Session', 450],
    ['Grant', 300],
    ['RefreshToken', 450],
  ] as const) {
    await sql`insert into grants (organization_id, model, id, grant_id, account_id, uid, client_id, payload, expires_at)
      select organization_id, ${model}, encode(sha256((id || ${model})::bytea), 'hex'),
        ${model === 'Session' ? sql`null` : sql`encode(sha256(id::bytea), 'hex')`}, organization_id || '.' || id,
        ${model === 'Session' ? sql`substr(encode(sha256(id::bytea), 'base64'), 1, 43)` : sql`null`},
        organization_id, ${payload(bytes)}, 1 from users`.execute(db);
  }
  await sql`insert into login_attempts (organization_id, id, user_id, user_name_or_email, client_ip, browser_info, result, created_at)
    select organization_id, legacy_id * 10 + n, id, user_name, '203.0.113.24', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/150.0',
      'Success', created_at + n from users, generate_series(1, 10) as n`.execute(db);
  await sql`insert into audit_entries (organization_id, sequence, created_at, category, action, actor_type, actor_id, actor_name,
      actor_email, target_id, details, trace_id, client_ip, hash)
    select organization_id, legacy_id * 10 + n, created_at + n, 'User', 'ChangedPassword', 'user', id, user_name, email, id,
      '{"userName":"' || user_name || '","ended":{"sessions":1,"tokens":2}}', ${'0'.repeat(32)}, '203.0.113.24', ${hash}
    from users, generate_series(1, 10) as n`.execute(db);
  await sql`insert into password_history (organization_id, user_id, sequence, password_hash, retired_at)
    select organization_id, user_id, n, password_hash, 1 from credentials, generate_series(1, 3) as n`.execute(db);
}

async function measure(db: Connection): Promise<readonly Row[]> {
  const sizes = await sizesOf({ storeUrl, data: '', seed: '', [Symbol.asyncDispose]: async () => {} });
  const rows: Row[] = [];
  for (const [table, size] of [...sizes].toSorted(([, one], [, other]) => other - one)) {
    const { rows: counted } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      db,
    );
    const count = counted[0]?.count ?? 0;
    if (count < users / perOrganization) continue;
    const each = `${Math.round(size / count)} bytes a row`;
    rows.push({ what: table, result: `${each}, ${Math.round(size / users)} bytes a user (${count} rows)` });
  }
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  return [...rows, { what: 'together', result: `${Math.round(total / users)} bytes a user` }];
}
