import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grantStore } from '../../store/grants.ts';
import { openDatabase } from '../token.fixture.ts';
import { isFirstUse } from './replay.ts';

const now = 1_800_000_000_000;
const used = (id: string, model = 'Assertion') => ({ model, id, expiresAt: now + 60_000 });

async function open() {
  const { db } = await openDatabase();
  return { grants: grantStore(db), [Symbol.asyncDispose]: () => db.destroy() };
}

describe('what may be used once', () => {
  it('is used for the first time once', async () => {
    await using world = await open();
    const uses = [await isFirstUse(used('a'), world.grants, now), await isFirstUse(used('a'), world.grants, now + 1)];
    assert.deepEqual(uses, [true, false]);
  });

  it('is used by one of those who do it at the same moment', async () => {
    await using world = await open();
    const uses = await Promise.all(Array.from({ length: 8 }, () => isFirstUse(used('a'), world.grants, now)));
    assert.equal(uses.filter(Boolean).length, 1);
  });

  it('is another thing under another id, and another kind of thing', async () => {
    await using world = await open();
    for (const one of [used('a'), used('b'), used('a', 'Proof')]) {
      assert.equal(await isFirstUse(one, world.grants, now), true);
    }
  });
});
