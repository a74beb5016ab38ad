import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import { countTurns, hold } from './turns.fixture.ts';
import { inTurns, mapInTurns, nextTurn, oneAhead, sortInTurns } from './turns.ts';

test('work that takes long lets others in between its elements', async () => {
  const stop = countTurns();
  for await (const ms of inTurns(Array.from({ length: 10 }, () => 10))) hold(ms);
  assert.ok(stop() >= 8);
});

test('work of several at the same time shares its turns', async () => {
  const stop = countTurns();
  const work = async () => {
    for await (const ms of inTurns(Array.from({ length: 10 }, () => 5))) hold(ms);
  };
  await Promise.all([work(), work(), work(), work()]);
  assert.ok(stop() >= 15);
});

test('whoever waits for a turn has it before others have their next one but one', async () => {
  let isOver = false;
  let others = 0;
  const greedy = async () => {
    for await (const ms of inTurns(Array.from({ length: 1000 }, () => 6))) {
      if (isOver) return;
      hold(ms);
      others += 1;
    }
  };
  const all = [greedy(), greedy()];
  for await (const ms of inTurns(Array.from({ length: 10 }, () => 6))) hold(ms);
  isOver = true;
  await Promise.all(all);
  assert.ok(others <= 25, `${others} elements of others for ten`);
});

test('whoever has a single element does not wait for what is long', async () => {
  const long = (async () => {
    for await (const ms of inTurns([6, 6, 6])) hold(ms);
  })();
  await Promise.resolve();
  const stop = countTurns();
  for await (const _ of inTurns(['one']));
  assert.equal(stop(), 0);
  await long;
});

test('what is made of elements stands in their order', async () => {
  const made = await mapInTurns(['a', 'b', 'c'], (element, index) => {
    hold(9);
    return `${element}${index}`;
  });
  assert.deepEqual(made, ['a0', 'b1', 'c2']);
});

describe('work that is begun one ahead', () => {
  const begun: number[] = [];
  const open: PromiseWithResolvers<void>[] = [];
  const work = (element: number) => {
    begun.push(element);
    const end = Promise.withResolvers<void>();
    open.push(end);
    return end.promise;
  };

  it('is begun in order, two at a time at most', async () => {
    const all = oneAhead([1, 2, 3], work);
    while (begun.length < 2) await nextTurn();
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    assert.deepEqual(begun, [1, 2]);
    open[0]?.resolve();
    while (begun.length < 3) await nextTurn();
    for (const end of open) end.resolve();
    await all;
  });

  it('fails when all that was begun has come to its end', async () => {
    const ended: string[] = [];
    const later = async (element: string) => {
      await nextTurn();
      if (element === 'bad') throw new Error('bad');
      await nextTurn();
      ended.push(element);
    };
    await assert.rejects(oneAhead(['bad', 'good', 'never'], later), /bad/);
    assert.deepEqual(ended, ['good']);
  });
});

describe('sorting in turns', () => {
  it('gives what sorting at once gives, with equals as they stood', async () => {
    for (const length of [0, 1, 999, 1000, 1001, 2500, 7001]) {
      const numbers = Array.from({ length }, (_, n) => ({ n, value: (n * 7919) % 500 }));
      const compare = (one: { readonly value: number }, other: { readonly value: number }) => one.value - other.value;
      assert.deepEqual(await sortInTurns(numbers, compare), numbers.toSorted(compare));
    }
  });
});
