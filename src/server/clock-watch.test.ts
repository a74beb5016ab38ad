import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ClockWatch } from './clock-watch.ts';

const hour = 3_600_000;
const start = 1_800_000_000_000;

/** A machine whose clocks are set by hand. */
function machine({ newest = start as number | undefined } = {}) {
  let wall = start;
  let elapsed = 0;
  let confirmedAt = 0;
  const lines: string[] = [];
  const watch = new ClockWatch({
    wall: () => wall,
    elapsed: () => elapsed,
    record: { newestEntry: async () => newest, confirmedAt: async () => confirmedAt },
    log: { info: (_, message) => lines.push(message), warn: (_, message) => lines.push(message) },
  });
  return {
    lines,
    isRight: watch.isRight,
    pass: (ms: number) => {
      wall += ms;
      elapsed += ms;
    },
    set: (ms: number) => {
      wall += ms;
    },
    confirm: (at = wall) => {
      confirmedAt = at;
    },
  };
}

/** One whose clock has jumped, which an operator says is right. */
async function confirmedAfterJump() {
  const jumped = machine();
  await jumped.isRight();
  jumped.set(10 * hour);
  assert.equal(await jumped.isRight(), false);
  jumped.confirm();
  return jumped;
}

describe('the wall clock', () => {
  it('is believed as long as it goes on with the time that passes', async () => {
    const { isRight, pass, set, lines } = machine();
    for (const ms of [0, 1000, hour * 24 * 30, 5]) {
      pass(ms);
      assert.equal(await isRight(), true);
    }
    set(hour);
    assert.equal(await isRight(), true, 'an hour is summer time');
    set(-hour);
    assert.equal(await isRight(), true);
    assert.deepEqual(lines, []);
  });

  for (const [what, ms] of [
    ['forward', hour + 1],
    ['back', -hour - 1],
  ] as const) {
    it(`is doubted when it jumps ${what}, and believed again when it went right for an hour`, async () => {
      const { isRight, pass, set, lines } = machine();
      assert.equal(await isRight(), true);
      set(ms);
      assert.equal(await isRight(), false);
      pass(hour - 1);
      assert.equal(await isRight(), false);
      pass(1);
      assert.equal(await isRight(), true);
      assert.match(lines[0] ?? '', /^clock jumped/);
      assert.equal(lines[1], 'the clock is believed again');
    });
  }

  it('is doubted anew by each jump, also by the one that sets it right', async () => {
    const { isRight, pass, set } = machine();
    await isRight();
    set(10 * hour);
    assert.equal(await isRight(), false);
    pass(hour / 2);
    set(-10 * hour);
    assert.equal(await isRight(), false);
    pass(hour / 2);
    assert.equal(await isRight(), false);
    pass(hour / 2);
    assert.equal(await isRight(), true);
  });

  it('is compared with the newest entry of the audit at the start', async () => {
    for (const [newest, expected] of [
      [start - hour, true],
      [start + hour, true],
      [start - hour - 1, false],
      [start + 30 * 24 * hour, false],
      [undefined, true],
    ] as const) {
      assert.equal(await machine({ newest }).isRight(), expected, String(newest));
    }
  });

  it('is believed when an operator says so after the jump, and not because of what was said before', async () => {
    const { isRight, pass, set, confirm } = machine();
    await isRight();
    confirm();
    set(10 * hour);
    pass(1);
    assert.equal(await isRight(), false);
    confirm();
    assert.equal(await isRight(), true);
  });

  it('is believed again once, however many ask at the same moment', async () => {
    const { isRight, lines } = await confirmedAfterJump();
    assert.deepEqual(await Promise.all([isRight(), isRight()]), [true, true]);
    assert.equal(lines.filter((line) => line === 'the clock is believed again').length, 1);
  });

  it('stays doubted when it jumps while the record of an earlier jump is read', async () => {
    const { isRight, set } = await confirmedAfterJump();
    const asked = isRight();
    set(10 * hour);
    assert.deepEqual(await Promise.all([asked, isRight()]), [false, false]);
  });

  it('is not believed because of what was said in a time that has not come', async () => {
    const { isRight, set, confirm } = machine();
    await isRight();
    set(100 * hour);
    await isRight();
    confirm();
    set(-100 * hour);
    assert.equal(await isRight(), false);
  });
});
