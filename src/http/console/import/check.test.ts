import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../../../directory/identifier.ts';
import { countTurns, hold } from '../../../turns.fixture.ts';
import type { ConsoleVisit } from '../page.ts';
import { checkRows } from './check.ts';

test('ten thousand rows are checked a few at a time, with turns for others in between', async () => {
  const sizes: number[] = [];
  const visit = {
    organization: { id: 'hogwarts' },
    t: (key: string) => key,
    async call(_operation: string, { body }: { readonly body: { readonly users: readonly object[] } }) {
      sizes.push(body.users.length);
      hold(6);
      return [];
    },
  } as unknown as ConsoleVisit;
  const rows = Array.from({ length: 10_000 }, (_, n) => ({ line: String(n + 2), cells: [`user${n}`] }));
  const stop = countTurns();
  const state = { id: newId(), mapping: { userName: 0 }, isInvited: false, groupIds: [] };
  const { people, leftOut } = await checkRows(visit, state, rows, new Map());
  assert.ok(stop() >= sizes.length - 2);
  assert.deepEqual([people.length, leftOut.length], [10_000, 0]);
  assert.ok(Math.max(...sizes) <= 200);
});
