import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { migrations } from './migrations/index.ts';
import { openSqlite } from './open.ts';

describe('people who were deleted before everything of them was wiped out', () => {
  it('are wiped out by the upgrade, and nobody else is', async () => {
    const db = openSqlite(':memory:');
    const upgrade = async (isMeant: (name: string) => boolean) => {
      for (const name of Object.keys(migrations).sort().filter(isMeant))
        await migrations[name]?.up(db as Kysely<unknown>);
    };
    await upgrade((name) => name < '0023');
    await sql`insert into organizations (id, name, name_key, created_at) values ('o', 'o', 'O', 1)`.execute(db);
    for (const [number, [id, deletedAt]] of [['gone', 5] as const, ['here', null] as const].entries()) {
      const user = {
        organization_id: 'o',
        id,
        user_name: id,
        user_name_key: id,
        email: `${id}@x`,
        deleted_at: deletedAt,
      };
      const flags = {
        email_confirmed: 0,
        is_active: 1,
        bypass_basic_auth_restriction: 0,
        invitation_accepted: 1,
      } as const;
      const rest = { legacy_id: number, created_at: 1, type: 'user', search_id: number, search_text: id };
      await db
        .insertInto('users')
        .values({ ...user, ...flags, ...rest })
        .execute();
      const credential = {
        organization_id: 'o',
        user_id: id,
        security_stamp: '',
        changed_at: 1,
        must_change: 0,
      } as const;
      await db.insertInto('credentials').values(credential).execute();
      await db
        .insertInto('settings')
        .values({ organization_id: 'o', user_id: id, key_key: 'K', id: number, key: 'k' })
        .execute();
    }
    await upgrade((name) => name >= '0023');
    const users = await db
      .selectFrom('users')
      .select(['id', 'user_name', 'email', 'search_text'])
      .orderBy('id')
      .execute();
    assert.deepEqual(
      users.map((user) => ({ ...user })),
      [
        { id: 'gone', user_name: '', email: null, search_text: '' },
        { id: 'here', user_name: 'here', email: 'here@x', search_text: 'here' },
      ],
    );
    for (const table of ['credentials', 'settings'] as const) {
      const rows = await db.selectFrom(table).select('user_id').where('organization_id', '=', 'o').execute();
      assert.deepEqual(
        rows.map(({ user_id }) => user_id),
        ['here'],
        table,
      );
    }
    await db.destroy();
  });
});
