import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sql } from 'kysely';
import { withAsked } from './asked.fixture.ts';
import { isOnThread, manyRows } from './long-query.ts';
import { onEmbedded, openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

it('a setting is found by its number on a thread where everybody has one', onEmbedded, async () => {
  await using db = await openEmptyStore();
  const { settings } = createStore(db);
  const fill = async (from: number, to: number) => {
    await sql`with recursive number(n) as (select ${sql.lit(from)} union all select n + 1 from number where n < ${to})
      insert into settings (organization_id, user_id, key_key, id, key, value)
      select 'o', 'u' || n, 'THEME', n, 'Theme', 'dark' from number`.execute(db);
  };
  const find = async (id: number) => {
    const { result, asked } = await withAsked(() => settings.find('o', id));
    return [result?.userId, asked.some(isOnThread)];
  };
  await sql`pragma foreign_keys = off`.execute(db);
  await fill(1, manyRows);
  assert.deepEqual(await find(7), ['u7', false]);
  await fill(manyRows + 1, manyRows + 1);
  assert.deepEqual(await find(manyRows), [`u${manyRows}`, true]);
  assert.deepEqual(await find(manyRows + 2), [undefined, true]);
});
