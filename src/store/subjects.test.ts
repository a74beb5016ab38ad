import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { migrations } from './sqlite/migrations/index.ts';
import { openSqlite } from './sqlite/open.ts';
import { openEmptyStore } from './store.fixture.ts';
import { subjects } from './subjects.ts';

const [one, other] = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'];

/** A store as the version before left it. */
async function before0020(): Promise<Kysely<Database>> {
  const db = openSqlite(':memory:');
  for (const name of Object.keys(migrations).sort()) {
    if (name < '0020') await migrations[name]?.up(db as Kysely<unknown>);
  }
  for (const id of [one, other]) {
    await sql`insert into organizations (id, name, name_key, created_at) values (${id}, ${id}, ${id}, 1)`.execute(db);
  }
  return db;
}

const user = (db: Kysely<Database>, organization: string, id: string, at: number, deletedAt: number | null = null) =>
  sql`insert into users (organization_id, id, legacy_id, user_name, user_name_key, email_confirmed, is_active,
    bypass_basic_auth_restriction, invitation_accepted, created_at, deleted_at, type, search_id, search_text)
    values (${organization}, ${id}, ${at}, ${id}, ${id + at}, 0, 1, 0, 1, ${at}, ${deletedAt}, 'user', ${at}, '')`.execute(
    db,
  );

describe('the upgrade to ids that are unique in the installation', () => {
  let db: Kysely<Database>;
  before(async () => {
    db = await before0020();
    await user(db, other, 'twin', 20);
    await user(db, one, 'twin', 10);
    await user(db, one, 'single', 30);
    await user(db, one, 'gone', 40, 41);
    await user(db, other, 'gone', 50);
    await user(db, one, 'ended', 60);
    await user(db, other, 'ended', 70, 71);
    await user(db, one, 'retired-robot', 80);
    await sql`insert into applications (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at)
      values (${other}, 'single', 'Owl', 1, '[]', 1, 31)`.execute(db);
    await sql`insert into deleted_applications (id, deleted_at) values ('old-client', 5)`.execute(db);
    await sql`insert into audit_entries (organization_id, sequence, created_at, category, action, actor_type, actor_name,
      target_id, details, hash) values (${other}, 1, 9, 'RobotAccount', 'Delete', 'system', 'x', 'retired-robot', '{}', '')`.execute(
      db,
    );
    await migrations['0020-subjects']?.up(db as Kysely<unknown>);
  });
  after(() => db.destroy());

  it('gives an id that two accounts have to the older one', async () => {
    assert.deepEqual({ ...(await subjects(db).find('twin')) }, { id: 'twin', organizationId: one, kind: 'user' });
    assert.deepEqual({ ...(await subjects(db).find('single')) }, { id: 'single', organizationId: one, kind: 'user' });
  });

  it('counts accounts that are deleted, as far as the store remembers them', async () => {
    const taken = await subjects(db).taken(['gone', 'old-client', 'retired-robot', 'nobody']);
    assert.deepEqual([...taken].sort(), ['gone', 'old-client', 'retired-robot']);
    const robot = { id: 'retired-robot', organizationId: other, kind: 'robotAccount' } as const;
    assert.deepEqual({ ...(await subjects(db).find('retired-robot')) }, robot);
  });

  it('reports every account that lives under an id that was another’s first', async () => {
    const { totalCount, some } = await subjects(db).clashes(10);
    const who = some.map(({ first, other: later }) => [
      later.id,
      later.kind,
      later.organizationId,
      first.organizationId,
    ]);
    assert.deepEqual(who, [
      ['gone', 'user', other, one],
      ['retired-robot', 'user', one, other],
      ['single', 'application', other, one],
      ['twin', 'user', other, one],
    ]);
    assert.equal(totalCount, 4);
    assert.deepEqual(await subjects(db).clashes(1), { totalCount: 4, some: some.slice(0, 1) });
  });

  it('still knows both accounts as accounts of their organizations', async () => {
    assert.ok(await subjects(db).has({ id: 'twin', organizationId: other, kind: 'user' }));
    assert.equal(await subjects(db).has({ id: 'single', organizationId: other, kind: 'user' }), false);
  });
});

it('is a store’s own rule that an id is given once, whoever forgets to ask', async () => {
  const db = await openEmptyStore();
  const insert = (organization: string) =>
    sql`insert into subjects (id, organization_id, kind) values ('x', ${organization}, 'user')`.execute(db);
  await insert(one);
  await assert.rejects(insert(other), (error: Error) =>
    /UNIQUE constraint failed: subjects\.id|violates unique constraint "subjects_key(?:_\d+)?"/.test(
      `${error} ${error.cause}`,
    ),
  );
  await db.destroy();
});
