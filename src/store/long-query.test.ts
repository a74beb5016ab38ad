import assert from 'node:assert/strict';
import { it } from 'node:test';
import { withAsked } from './asked.fixture.ts';
import { isOnThread } from './long-query.ts';
import { onEmbedded, openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

it('whether there are many tokens is asked without sorting them, which the thread is for', onEmbedded, async () => {
  await using db = await openEmptyStore();
  const { personalAccessTokens } = createStore(db);
  const query = { userId: undefined, searchTerm: undefined, skip: 0, limit: 10 };
  const { asked } = await withAsked(() => personalAccessTokens.page('o', query));
  const look = asked.find((sql) => / offset /.test(sql) && !/ order by .* limit \S+ offset \S+$/.test(sql));
  assert.ok(look, asked.join('\n'));
  assert.equal(isOnThread(look), false);
});
