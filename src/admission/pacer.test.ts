import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { Pacer } from './pacer.ts';

const flush = () => new Promise((resolve) => setImmediate(resolve));

describe('a pacer', () => {
  let pacer: Pacer;
  let gone: string[];
  const wait = async (network: string, name = network) => {
    const mayAnswer = await pacer.wait(network);
    gone.push(mayAnswer ? name : `not ${name}`);
  };
  beforeEach(() => {
    pacer = new Pacer({ perInterval: 2, intervalMs: 10, maxWaiting: 3 });
    gone = [];
  });

  it('lets as many go at once as there are in an interval, and the others in the next ones', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    for (const name of ['a', 'b', 'c', 'd', 'e']) void wait('flood', name);
    await flush();
    assert.deepEqual(gone, ['a', 'b']);
    t.mock.timers.tick(10);
    await flush();
    assert.deepEqual(gone, ['a', 'b', 'c', 'd']);
    t.mock.timers.tick(10);
    await flush();
    assert.deepEqual(gone, ['a', 'b', 'c', 'd', 'e']);
    void wait('flood', 'f');
    await flush();
    assert.equal(gone.at(-1), 'f');
  });

  it('lets networks go in turn', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    for (const name of ['a', 'b', 'c', 'd']) void wait('flood', name);
    void wait('home');
    t.mock.timers.tick(10);
    await flush();
    assert.deepEqual(gone, ['a', 'b', 'c', 'home']);
  });

  it('has no answer for those for whom there is no memory', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) void wait('flood', name);
    await flush();
    assert.deepEqual(gone, ['a', 'b', 'not f']);
    assert.equal(pacer.waiting, 3);
  });

  it('lets everybody go when it is closed', async () => {
    for (const name of ['a', 'b', 'c', 'd']) void wait('flood', name);
    pacer.close();
    void wait('flood', 'e');
    await flush();
    assert.deepEqual(gone.toSorted(), ['a', 'b', 'c', 'd', 'e']);
  });
});
