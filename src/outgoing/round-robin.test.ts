import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RoundRobin } from './round-robin.ts';

const limits = { most: 4, mostDoubtful: 3, restMs: 100, longestRestMs: 1000 };
/** Gives turns until there are none to give. */
function beginAll(rota: RoundRobin): string[] {
  const begun: string[] = [];
  for (let id = rota.begin(); id !== undefined; id = rota.begin()) begun.push(id);
  return begun;
}

/** Has the organization alone fail, so often. */
function fail(rota: RoundRobin, id: string, at: number): void {
  rota.setDue([id], at);
  assert.equal(rota.begin(), id);
  rota.end(id, 'failed', true, at);
}

describe('whose mail is sent next', () => {
  it('is that of the organization whose turn was longest ago', () => {
    const rota = new RoundRobin({ ...limits, most: 2 });
    const begun: string[] = [];
    for (let round = 0; round < 6; round += 1) {
      rota.setDue(['a', 'b', 'c', 'd', 'e'], 0);
      for (const id of beginAll(rota)) {
        begun.push(id);
        rota.end(id, 'answered', true, 0);
      }
    }
    for (const id of 'abcde') assert.ok(begun.filter((one) => one === id).length >= 2, begun.join(' '));
  });

  it('is once more that of one with more, when all others have had their turn', () => {
    const rota = new RoundRobin({ ...limits, most: 1 });
    rota.setDue(['a', 'b'], 0);
    assert.equal(rota.begin(), 'a');
    rota.end('a', 'answered', true, 0);
    assert.equal(rota.begin(), 'b');
    rota.end('b', 'answered', false, 0);
    assert.equal(rota.begin(), 'a');
  });

  it('is nobody twice at once', () => {
    const rota = new RoundRobin(limits);
    rota.setDue(['a'], 0);
    assert.deepEqual(beginAll(rota), ['a']);
    rota.setDue(['a'], 0);
    assert.deepEqual(beginAll(rota), []);
  });

  it('leaves places free for those whose server answered the last time', () => {
    const rota = new RoundRobin(limits);
    rota.setDue(['z'], 0);
    beginAll(rota);
    rota.end('z', 'answered', false, 0);
    rota.setDue(['a', 'b', 'c', 'd', 'e', 'z'], 0);
    assert.deepEqual(beginAll(rota), ['a', 'b', 'c', 'z']);
    rota.end('z', 'failed', true, 0);
    rota.setDue(['d', 'e', 'z'], 100);
    assert.deepEqual(beginAll(rota), [], 'it has not answered any more');
  });

  it('is not one whose server could not be used, for longer after each time', () => {
    const rota = new RoundRobin(limits);
    for (const [at, restsUntil] of [
      [0, 100],
      [100, 300],
      [300, 700],
      [700, 1500],
      [1500, 2500],
      [2500, 3500],
    ] as const) {
      fail(rota, 'a', at);
      rota.setDue(['a'], restsUntil - 1);
      assert.equal(rota.begin(), undefined);
    }
  });

  it('is not one that rests, also when it was due once more during its turn', () => {
    for (const outcome of ['failed', 'unsteady', 'missing'] as const) {
      const rota = new RoundRobin(limits);
      rota.setDue(['a'], 0);
      assert.equal(rota.begin(), 'a');
      rota.setDue(['a'], 10);
      rota.end('a', outcome, true, 10);
      assert.equal(rota.begin(), undefined, outcome);
      rota.setDue(['a'], 110);
      assert.equal(rota.begin(), 'a', outcome);
    }
  });

  it('is one after a short rest whose server is missing, or answers now and then', () => {
    for (const outcome of ['missing', 'unsteady'] as const) {
      const rota = new RoundRobin(limits);
      for (const at of [0, 100, 200]) {
        rota.setDue(['a'], at);
        assert.equal(rota.begin(), 'a');
        rota.end('a', outcome, true, at);
      }
    }
  });

  it('may be one at once again whose server has answered meanwhile', () => {
    const rota = new RoundRobin(limits);
    fail(rota, 'a', 0);
    rota.setDue(['a'], 0);
    assert.equal(rota.begin(), undefined);
    rota.endRest('a');
    rota.setDue(['a'], 0);
    assert.equal(rota.begin(), 'a');
  });
});
