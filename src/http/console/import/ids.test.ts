import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isUuid, newId } from '../../../directory/identifier.ts';
import { idsOf } from './ids.ts';

const lines = Array.from({ length: 10_000 }, (_, n) => String(n + 2));

const [school, college] = [newId(), newId()];

describe('the ids of people who are imported', () => {
  it('are those of the import, its lines and its organization, and of no other', () => {
    const [one, other] = [newId(), newId()];
    const ids = lines.map(idsOf(one, school));
    assert.deepEqual(ids, lines.map(idsOf(one, school)));
    const others = [...lines.map(idsOf(other, school)), ...lines.map(idsOf(one, college))];
    assert.equal(new Set([...ids, ...others]).size, 3 * lines.length);
  });

  it('are UUIDs of version 4, one behind the other', () => {
    for (const importId of [newId(), 'ffffffff-ffff-4fff-bfff-ffffffffffff']) {
      const ids = lines.map(idsOf(importId, school));
      const isRight = (id: string) => isUuid(id) && /^.{14}4.{4}[89ab]/.test(id);
      assert.deepEqual(
        ids.filter((id) => !isRight(id)),
        [],
      );
    }
    const ids = lines.map(idsOf('00000000-0000-4000-8000-000000000000', school));
    assert.deepEqual(ids, ids.toSorted());
  });
});
