import assert from 'node:assert/strict';
import { once } from 'node:events';
import { it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { IdleThread } from './idle-thread.ts';

const echo = `const { parentPort } = require('node:worker_threads');
parentPort.postMessage('loaded');
parentPort.on('message', (text) => (text === 'end' ? parentPort.close() : parentPort.postMessage(text)));`;

it('a thread that was prepared has loaded what it needs when it is asked, and ends when nobody asks', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] }); // To load may take longer than a thread waits.
  const workers: Worker[] = [];
  const start = () => {
    const worker = new Worker(echo, { eval: true });
    workers.push(worker);
    return worker;
  };
  const thread = new IdleThread<string, string>({ start, idleMs: 200 });
  thread.prepare();
  const [worker] = workers;
  assert.ok(worker);
  assert.deepEqual(await once(worker, 'message'), ['loaded']);
  thread.prepare();
  assert.equal(await thread.ask('Lumos'), 'Lumos');
  assert.equal(workers.length, 1);
  const ended = once(worker, 'exit');
  worker.ref(); // Else nothing keeps the test waiting.
  t.mock.timers.tick(199);
  assert.equal(thread.isRunning, true);
  t.mock.timers.tick(1);
  await ended;
  assert.equal(thread.isRunning, false);
});
