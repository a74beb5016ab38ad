import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type CompiledQuery, type Insertable, type Kysely, type KyselyPlugin, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { lives } from './lives.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './sqlite/open.ts';
import { openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';
import { sweeps } from './sweeps.ts';

type Table = keyof Database;

const day = 24 * 60 * 60_000;
const now = 1_000 * day;
const retention = { loginAttemptDays: 90 };

async function open() {
  const db = await openEmptyStore();
  await forgetReferences(db);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

/** Of the schema, the embedded store tells most; that the other has the same is shown elsewhere. */
async function openEmbedded() {
  const db = openSqlite(':memory:');
  await migrate(db);
  await forgetReferences(db);
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

/** Rows are put in without what they belong to. */
async function forgetReferences(db: Kysely<Database>): Promise<void> {
  if (!dialectOf(db).isShared) return void (await sql`pragma foreign_keys = off`.execute(db));
  const { rows } = await sql<{ table: string; name: string }>`select conrelid::regclass::text as table, conname as name
    from pg_constraint where contype = 'f'`.execute(db);
  for (const { table, name } of rows) await db.schema.alterTable(table).dropConstraint(name).execute();
}

async function sweepAll(db: Kysely<Database>): Promise<void> {
  for (const sweep of sweeps(db, retention)) while ((await sweep(now, 10)) > 0);
}

/** Every table of the schema but those of the migrator and of the search index, with its columns. */
async function schemaOf(db: Kysely<Database>) {
  const { rows } = await sql<{ table: string; column: string; pk: number }>`
    select t.name as "table", c.name as "column", c.pk from sqlite_master t, pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' and t.name not like 'migrations%'
      and t.name not like 'user_search_%' order by c.pk`.execute(db);
  return Map.groupBy(rows, ({ table }) => table);
}

/** Signposts: the one outlives the organization, to the others' time belongs no more than a month. */
const endByThemselves = new Set(['subjects', 'user_codes', 'waiting_grants', 'old_handles']);

describe('the lives of rows', () => {
  it('are stated for every table that there is', async () => {
    await using opened = await openEmbedded();
    assert.deepEqual(Object.keys(lives).sort(), [...(await schemaOf(opened.db)).keys()].sort());
  });

  it('end with the organization wherever a row belongs to one, by the key of the table', async () => {
    await using opened = await openEmbedded();
    for (const [table, columns] of await schemaOf(opened.db)) {
      if (endByThemselves.has(table)) continue;
      const key = columns.filter(({ pk }) => pk > 0).map(({ column }) => column);
      const isOwned = columns.some(({ column }) => column === 'organization_id');
      const stated = lives[table as Table].key;
      assert.deepEqual(
        stated === undefined ? undefined : ['organization_id', ...stated].sort(),
        isOwned ? key.sort() : undefined,
        table,
      );
    }
  });

  it('end with the user wherever a row belongs to one, but for the record of sign-ins', async () => {
    await using opened = await openEmbedded();
    const withUser = [...(await schemaOf(opened.db))]
      .filter(([, columns]) => columns.some(({ column }) => column === 'user_id'))
      .filter(([table]) => !lives[table as Table].endsWithUser);
    assert.deepEqual(withUser.map(([table]) => table).sort(), ['login_attempts']);
  });
});

/** A plugin that notes what is asked of the store. */
function listener(db: Kysely<Database>) {
  const asked: CompiledQuery[] = [];
  const plugin: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      asked.push(db.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { asked, heard: db.withPlugin(plugin) };
}

describe('what ends rows in the background', () => {
  it('finds them through an index, each statement', async () => {
    await using opened = await openEmbedded();
    const { asked, heard } = listener(opened.db);
    await sweepAll(heard);
    const { deletedBefore, purge } = createStore(heard).organizations;
    await deletedBefore(now);
    await purge('o', 10);
    assert.ok(asked.length > 30, String(asked.length));
    for (const { sql: statement, parameters } of asked) {
      const { rows } = await opened.db.executeQuery<{ detail: string }>({
        ...(asked[0] as CompiledQuery<{ detail: string }>),
        ...{ sql: `explain query plan ${statement}`, parameters },
      });
      // The list of keys that the statement was given is not the store's.
      const isScan = (detail: string) => detail.startsWith('SCAN') && !detail.startsWith('SCAN jsonb_each ');
      const scans = rows.map(({ detail }) => detail).filter(isScan);
      assert.deepEqual(scans, [], statement);
    }
  });

  const grant = { organization_id: 'o', model: 'Session', payload: '{}' };
  const asked = { requester: 'network', model: 'DeviceCode', organization_id: 'o' };
  const attempt = { organization_id: 'o', user_name_or_email: 'a', result: 'success' };
  const link = { organization_id: 'o', email: 'a', token_hash: '', window_began_at: 1, issued: 1 };
  const personal = { organization_id: 'o', user_id: 'u', description: '', scopes: '[]', created_at: 1 };
  const secret = { organization_id: 'o', application_id: 'a', secret_hash: '', description: null, created_at: 1 };
  const mail = { organization_id: 'o', kind: 'PasswordChanged', payload: '{}', created_at: 1, available_at: 1 };

  const counted = { pending: 0, pending_until: 0, failed: 1, refused: 0, day: 1, failed_today: 1, failed_yesterday: 0 };
  const tries = { organization_id: 'o', user_id: 'u', kind: 'network', ...counted } as const;
  const refused = { organization_id: 'o', network: 'a', reason: 'unknownName', count: 1 } as const;

  /** Rows whose time is over by a millisecond, and rows that have one left. */
  const rows: {
    readonly [T in Table]?: {
      readonly over: readonly Insertable<Database[T]>[];
      readonly living: readonly Insertable<Database[T]>[];
    };
  } = {
    grants: {
      over: [{ ...grant, id: 'over', expires_at: now }],
      living: [
        { ...grant, id: 'living', expires_at: now + 1 },
        { ...grant, id: 'for ever', expires_at: null },
      ],
    },
    user_codes: {
      over: [{ user_code: 'over', organization_id: 'o', grant_id: 'g', expires_at: now }],
      living: [{ user_code: 'living', organization_id: 'o', grant_id: 'g', expires_at: now + 1 }],
    },
    waiting_grants: {
      over: [{ ...asked, id: 'over', expires_at: now }],
      living: [{ ...asked, id: 'living', expires_at: now + 1 }],
    },
    old_handles: {
      over: [{ id: 'over', organization_id: 'o', expires_at: now }],
      living: [{ id: 'living', organization_id: 'o', expires_at: now + 1 }],
    },
    revocations: {
      over: [
        { organization_id: 'o', id: 'over', expires_at: now },
        { organization_id: 'p', id: 'over', expires_at: now },
      ],
      living: [{ organization_id: 'o', id: 'living', expires_at: now + 1 }],
    },
    login_attempts: {
      over: [{ ...attempt, id: 1, created_at: now - 90 * day }],
      living: [{ ...attempt, id: 2, created_at: now - 90 * day + 1 }],
    },
    password_attempts: {
      over: [{ ...tries, source: 'over', expires_at: now }],
      living: [{ ...tries, source: 'living', expires_at: now + 1 }],
    },
    refused_sign_ins: {
      over: [{ ...refused, minute: (now - 30 * day) / 60_000 }],
      living: [{ ...refused, minute: (now - 30 * day) / 60_000 + 1 }],
    },
    account_links: {
      over: [{ ...link, user_id: 'u', kind: 'UserInvitation', token_hash: 'a', expires_at: now - 30 * day }],
      living: [{ ...link, user_id: 'u', kind: 'ForgotPassword', token_hash: 'b', expires_at: now - 30 * day + 1 }],
    },
    personal_access_tokens: {
      over: [{ ...personal, id: 'over', token_hash: 'a', expires_at: now - 30 * day }],
      living: [{ ...personal, id: 'living', token_hash: 'b', expires_at: now - 30 * day + 1 }],
    },
    application_secrets: {
      over: [{ ...secret, id: 1, expires_at: 1, ended_at: now - 30 * day }],
      living: [
        { ...secret, id: 2, expires_at: 1, ended_at: now - 30 * day + 1 },
        { ...secret, id: 3, expires_at: now - 60 * day },
      ],
    },
    outbox: {
      over: [
        { ...mail, id: 'late', expires_at: now },
        { ...mail, id: 'sent', delivered_at: now - 7 * day - 1 },
        { ...mail, id: 'given up', dead_at: now - 30 * day - 1 },
      ],
      living: [
        { ...mail, id: 'in time', expires_at: now + 1 },
        { ...mail, id: 'just sent', delivered_at: now - 7 * day, expires_at: now - 7 * day },
        { ...mail, id: 'just given up', dead_at: now - 30 * day, expires_at: now - 30 * day },
        { ...mail, id: 'under way', expires_at: now, available_at: now + 1, claim: 'c', attempts: 1 },
      ],
    },
  };

  for (const [table, { sweeps: own }] of Object.entries(lives)) {
    if (!own) continue;
    it(`takes from ${table} what is over, in batches, and leaves the rest`, async () => {
      await using opened = await open();
      const { over, living } = rows[table as Table] ?? assert.fail(`No rows are given for ${table}.`);
      const { db } = opened;
      for (const row of [...over, ...living])
        await db
          .insertInto(table as Table)
          .values(row as never)
          .execute();
      const ended = await Promise.all(sweeps(db, retention).map((sweep) => sweep(now, 1)));
      assert.ok(ended.every((count) => count <= 1));
      await sweepAll(db);
      const left = await db
        .selectFrom(table as 'grants')
        .selectAll()
        .execute();
      assert.equal(left.length, living.length);
      for (const row of living)
        assert.ok(
          left.some((one) => isLike(one, row)),
          JSON.stringify(row),
        );
    });
  }

  it('tells the applications of each session that goes, at whatever moment between two steps its time is over', async () => {
    await using opened = await open();
    const { db } = opened;
    const sids = Array.from({ length: 30 }, (_, index) => `s${index}`);
    for (const [index, sid] of sids.entries()) {
      const session = { ...grant, id: sid, uid: sid, account_id: 'o/u', expires_at: now + 2 * index };
      await db.insertInto('grants').values(session).execute();
      const part = { organization_id: 'o', session_id: sid, application_id: 'a', sid, issuer: 'i' };
      await db.insertInto('session_applications').values(part).execute();
    }
    let at = now;
    for (const sweep of sweeps(db, retention)) while ((await sweep(at++, 100)) > 0);
    const told = await db.selectFrom('logout_notices').select('sid').execute();
    const sessions = await db.selectFrom('grants').select('id as sid').execute();
    assert.ok(told.length > 0 && told.length < sids.length, String(told.length));
    assert.deepEqual([...told, ...sessions].map(({ sid }) => sid).sort(), sids.toSorted());
  });

  it('gives up a mail that was tried and comes too late, for the operator to see', async () => {
    await using opened = await open();
    const { db } = opened;
    await db
      .insertInto('outbox')
      .values({ ...mail, id: 'tried', attempts: 3, expires_at: now, claim: 'c' })
      .execute();
    await sweepAll(db);
    const row = await db.selectFrom('outbox').selectAll().executeTakeFirstOrThrow();
    assert.deepEqual([row.id, row.dead_at, row.claim], ['tried', now, null]);
  });
});

const isLike = (row: object, part: object): boolean =>
  Object.entries(part).every(([column, value]) => (row as Record<string, unknown>)[column] === value);
