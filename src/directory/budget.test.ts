import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Budget } from './budget.ts';

const budget = () => new Budget({ most: 2, windowMs: 1000, capacity: 3 });

test('wrong guesses are counted for each guesser, and forgotten after a while', () => {
  const guesses = budget();
  assert.deepEqual(
    [1, 2, 3].map(() => guesses.take('a', 0)),
    [true, true, false],
  );
  assert.equal(guesses.hasAny('a', 999), false);
  assert.equal(guesses.hasAny('b', 0), true);
  assert.equal(guesses.hasAny('a', 1000), true);
  assert.deepEqual(
    [1, 2, 3].map(() => guesses.take('a', 1000)),
    [true, true, false],
  );
});

test('a right guess costs nothing, and earns nothing', () => {
  const guesses = budget();
  for (let count = 0; count < 5; count += 1) {
    assert.equal(guesses.take('a', 0), true);
    guesses.giveBack('a', 0);
  }
  guesses.giveBack('a', 0);
  assert.deepEqual(
    [1, 2, 3].map(() => guesses.take('a', 0)),
    [true, true, false],
  );
});

test('a clock that is set back keeps nobody waiting for longer than a window', () => {
  const guesses = budget();
  for (let count = 0; count < 2; count += 1) guesses.take('a', 1_000_000);
  // Who came a little before, and had to wait, gains nothing by it.
  assert.equal(guesses.take('a', 999_000), false);
  assert.equal(guesses.renewedIn('a', 5000), 1000);
  assert.equal(guesses.take('a', 5000), true);
});

test('no more guessers are remembered than there is room for', () => {
  const guesses = budget();
  const idsOf = (letter: string) => letter.repeat(73);
  for (const who of ['a', 'a', 'b', 'c', 'd']) guesses.take(idsOf(who), 0);
  assert.equal(guesses.hasAny(idsOf('a'), 0), true);
  for (const who of ['b', 'c', 'd']) guesses.take(idsOf(who), 0);
  assert.deepEqual(
    ['b', 'c', 'd'].map((who) => guesses.hasAny(idsOf(who), 0)),
    [false, false, false],
  );
});
