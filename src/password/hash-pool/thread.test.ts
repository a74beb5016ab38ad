import assert from 'node:assert/strict';
import { on, once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { floor } from '../hash/argon2id.ts';
import { HashThread, startWorker } from './thread.ts';

const start = () => startWorker(floor);

/** Ends as soon as it gets a task. */
const startMortal = () =>
  new Worker(
    new URL(
      "data:text/javascript,import { parentPort } from 'node:worker_threads'; parentPort.once('message', () => process.exit(7));",
    ),
  );
/** Throws before it can take a task. */
const startStillborn = () => new Worker(new URL("data:text/javascript,throw new Error('no library');"));

function startsInTurn(...starts: (() => Worker)[]): () => Worker {
  return () => (starts.shift() ?? start)();
}

test('a thread answers one task after another', async () => {
  const thread = new HashThread(start);
  const made = await thread.run({ kind: 'hash', password: 'secret' });
  assert.ok('value' in made && typeof made.value === 'string');
  const verified = await thread.run({ kind: 'verify', password: 'secret', storedHash: made.value });
  assert.ok('value' in verified && verified.value === true);
  await thread.stop();
});

/** How many of three tasks a worker answers together each time, when it has them all as it starts. */
async function answeredTogether(isShort: boolean): Promise<readonly number[]> {
  const worker = start();
  for (const password of ['first', 'second', 'third']) worker.postMessage({ kind: 'hash', password, isShort });
  const sizes: number[] = [];
  for await (const [message] of on(worker, 'message')) {
    if (message !== 'started') sizes.push(message.length);
    if (sum(sizes) === 3) break;
  }
  await worker.terminate();
  return sizes;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

test('short tasks are answered two at a time while another one lies ready, long ones each by itself', async () => {
  assert.deepEqual(await answeredTogether(true), [2, 1]);
  assert.deepEqual(await answeredTogether(false), [1, 1, 1]);
});

test('a worker reports a hash that cannot be computed, and lives on', async () => {
  const thread = new HashThread(() => startWorker({ ...floor, iterations: 1 }));
  const reply = await thread.run({ kind: 'hash', password: 'secret' });
  assert.ok('error' in reply && reply.error.includes('iterations'));
  const next = await thread.run({ kind: 'verify', password: 'secret', storedHash: 'none' });
  assert.ok('value' in next && next.value === false);
  await thread.stop();
});

test('when the worker dies, another one does its task', async () => {
  for (const doomed of [startMortal, startStillborn]) {
    const thread = new HashThread(startsInTurn(doomed, start));
    const reply = await thread.run({ kind: 'verify', password: 'secret', storedHash: 'none' });
    assert.ok('value' in reply && reply.value === false);
    await thread.stop();
  }
});

test('when two workers die on a task, it is given up with the cause, and the next task is done', async () => {
  const thread = new HashThread(startsInTurn(startMortal, startStillborn));
  await assert.rejects(thread.run({ kind: 'hash', password: 'secret' }), (error: Error) => {
    assert.match(error.message, /ended with code/);
    assert.match(String(error.cause), /no library/);
    return true;
  });
  const reply = await thread.run({ kind: 'verify', password: 'secret', storedHash: 'none' });
  assert.ok('value' in reply);
  await thread.stop();
});

test('a thread keeps nothing of the tasks that it has done', async () => {
  const thread = new HashThread(start);
  const answered = async () =>
    new WeakRef(await thread.run({ kind: 'verify', password: 'secret', storedHash: 'none' }));
  const replies = [await answered(), await answered(), await answered()];
  await setImmediate();
  collectGarbage();
  assert.deepEqual(
    replies.map((reply) => reply.deref()),
    [undefined, undefined, undefined],
  );
  await thread.stop();
});

test('stopping lets the task in hand end', async () => {
  const thread = new HashThread(start);
  const reply = thread.run({ kind: 'hash', password: 'secret' });
  await thread.stop();
  assert.ok('value' in (await reply));
});

test('a worker that has had nothing to do for a while is ended, and the next task starts another one', async () => {
  const workers: Worker[] = [];
  const thread = new HashThread(() => {
    const worker = start();
    workers.push(worker);
    return worker;
  }, 1);
  assert.equal(workers.length, 0);
  void thread.wake();
  for (const count of [1, 2]) {
    await thread.run({ kind: 'verify', password: 'secret', storedHash: 'none' });
    const [worker] = workers.slice(-1);
    assert.equal(workers.length, count);
    assert.ok(worker);
    await once(worker, 'exit');
  }
  await thread.stop();
});

test('on Linux the worker, and nothing but the worker, has a lower priority', {
  // A process that stands there itself (`nice npm test`) has none behind it.
  skip: process.platform !== 'linux' || getPriority(0) >= 5,
}, async () => {
  const usual = getPriority(0);
  const before = new Set(readdirSync('/proc/self/task'));
  const thread = new HashThread(start);
  await thread.run({ kind: 'verify', password: 'secret', storedHash: 'none' });
  const added = readdirSync('/proc/self/task').filter((id) => !before.has(id));
  assert.equal(added.filter((id) => niceOf(id) === 5).length, 1);
  assert.equal(niceOf(String(process.pid)), usual);
  assert.equal(getPriority(0), usual);
  await thread.stop();
});

/** The 19th field of `/proc/self/task/<id>/stat`; the second one, the name in brackets, may contain spaces. */
function niceOf(id: string): number {
  const stat = readFileSync(`/proc/self/task/${id}/stat`, 'utf8');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]);
}

/** Node offers its engine's only to those who start it with a switch. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}
