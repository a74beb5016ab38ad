import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUuid, newId } from '../../../directory/identifier.ts';
import { idsOf } from './ids.ts';

const lines = Array.from({ length: 10_000 }, (_, n) => String(n + 2));

describe('the ids of people who are imported', () => {
  it('are those of the import and its lines, and of no other', () => {
    const [one, other] = [newId(), newId()];
    const ids = lines.map(idsOf(one));
    assert.deepEqual(ids, lines.map(idsOf(one)));
    assert.equal(new Set([...ids, ...lines.map(idsOf(other))]).size, 2 * lines.length);
  });

  it('are UUIDs of version 4, one behind the other', () => {
    for (const importId of [newId(), 'ffffffff-ffff-4fff-bfff-ffffffffffff']) {
      const ids = lines.map(idsOf(importId));
      const isRight = (id: string) => isUuid(id) && /^.{14}4.{4}[89ab]/.test(id);
      assert.deepEqual(
        ids.filter((id) => !isRight(id)),
        [],
      );
    }
    const ids = lines.map(idsOf('00000000-0000-4000-8000-000000000000'));
    assert.deepEqual(ids, ids.toSorted());
  });
});
