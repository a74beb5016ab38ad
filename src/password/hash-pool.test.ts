import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { smallHashes, startSmallHashWorker } from '../../test/support/small-hashes.ts';
import { knownCaller } from '../admission/caller.ts';
import { GatehouseError } from '../errors.ts';
import { floor } from './hash/argon2id.ts';
import type { HashPoolOptions } from './hash-pool/options.ts';
import { HashPool } from './hash-pool.ts';

const small = { parameters: smallHashes, startWorker: startSmallHashWorker, maxQueued: 100, deadlineMs: 60_000 };

/** One thread, so that the order of the answers is the order of the work. */
function singleThread(options: Partial<HashPoolOptions> = {}): HashPool {
  return new HashPool({ ...small, threads: 1, ...options });
}

/** PBKDF2 that takes some times as long as a hash of ours. */
const slow = `$pbkdf2-sha256$50000$KGVMqZXy3nvvPUdoLSXEeA$${'A'.repeat(43)}`;

const caller = (account: string) =>
  knownCaller({ organizationId: '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b', clientIp: '192.0.2.1', account });

/** Gives every thread what it takes at once: a job to do and the next ones to begin. */
const occupy = (pool: HashPool) => Promise.all(['running', 'next', 'third'].map((password) => pool.hash(password)));

const overloaded = (error: unknown) => {
  assert.ok(error instanceof GatehouseError);
  assert.deepEqual(error.failure, { code: 'Overloaded', retryAfterSeconds: 1 });
  return true;
};

const cancelled = (wasWaiting: boolean) => (error: unknown) => {
  assert.ok(error instanceof GatehouseError);
  assert.deepEqual(error.failure, { code: 'Cancelled', wasWaiting });
  return true;
};

test('a password verifies against its own hash and no other', async () => {
  await using pool = new HashPool({ parameters: floor, maxQueued: 100, deadlineMs: 60_000 });
  const [hash, other] = await Promise.all([pool.hash('secret'), pool.hash('other')]);
  const verdicts = await Promise.all([
    pool.verify(hash, 'secret'),
    pool.verify(hash, 'other'),
    pool.verify(other, 'other'),
    pool.verify('no hash', 'secret'),
  ]);
  assert.deepEqual(verdicts, [true, false, true, false]);
});

test('a new password is hashed together with the verification of the old one, if that is right', async () => {
  await using pool = singleThread();
  const old = await pool.hash('old');
  const [hash, none] = await Promise.all([
    pool.verifyAndHash(old, 'old', 'new'),
    pool.verifyAndHash(old, 'wrong', 'new'),
  ]);
  assert.equal(none, undefined);
  assert.ok(hash !== undefined && (await pool.verify(hash, 'new')));
  assert.deepEqual(pool.statistics().ended, { completed: 5, refused: 0, cancelled: 0, failed: 0 });
});

test('a wrong password takes as long as one for the slowest hash, whatever it is tried at; a right one does not', async () => {
  await using pool = singleThread();
  const cheap = '{SSHA}nqfThueUdCGttj5r4o/V/+CpAVtHaI2R';
  const own = await pool.hash('own');
  const assertAsLong = async (verifying: () => Promise<unknown>) => {
    const [leastMs, start] = [pool.refusalMs(slow), performance.now()];
    await verifying();
    assert.ok(leastMs > 0 && performance.now() - start >= leastMs);
  };
  await pool.verifyNothing('wrong', { notBefore: slow });
  await assertAsLong(() => pool.verifyNothing('wrong', { notBefore: slow }));
  await assertAsLong(() => pool.verify(own, 'wrong', { notBefore: slow }));
  await assertAsLong(() => pool.verify(cheap, 'wrong', { notBefore: slow }));
  assert.equal(await pool.verify(cheap, 'Bühne frei 🦉 17', { notBefore: slow }), true);
});

test('how long the slowest hash takes is found out with the first wrong password, once for all who wait', async () => {
  await using pool = singleThread();
  const before = pool.refusalMs(slow);
  await Promise.all([1, 2, 3].map(() => pool.verifyNothing('wrong', { notBefore: slow })));
  assert.equal(pool.statistics().ended.completed, 4);
  assert.notEqual(pool.refusalMs(slow), before);
});

test('where no hash was made elsewhere, nothing is waited for', async () => {
  await using pool = singleThread();
  assert.equal(pool.refusalMs(undefined), 0);
  await pool.verifyNothing('wrong');
  assert.equal(pool.statistics().ended.completed, 1);
});

test('many jobs on few threads are all done, each answered with its own result', async () => {
  await using pool = new HashPool({ ...small, threads: 3 });
  const passwords = Array.from({ length: 24 }, (_, index) => `secret ${index}`);
  const hashes = await Promise.all(passwords.map((password) => pool.hash(password)));
  const verdicts = await Promise.all(hashes.map((hash, index) => pool.verify(hash, `secret ${index}`)));
  assert.ok(verdicts.every((verdict) => verdict));
  const { threads, running, queued, meanDurationMs, ended } = pool.statistics();
  assert.deepEqual({ threads, running, queued }, { threads: 3, running: 0, queued: 0 });
  assert.ok(meanDurationMs > 0);
  assert.deepEqual(ended, { completed: 48, refused: 0, cancelled: 0, failed: 0 });
});

test('jobs are done in the order in which they came', async () => {
  await using pool = singleThread();
  const order: string[] = [];
  const job = async (name: string) => {
    await pool.hash(name);
    order.push(name);
  };
  const names = ['running', 'next', 'third', 'fourth'];
  await Promise.all(names.map(job));
  assert.deepEqual(order, names);
});

test('nobody has a turn before a thread has started', async () => {
  await using pool = singleThread();
  const entering = pool.enter(caller('a'));
  assert.equal(pool.statistics().gate.taken, 0);
  using _turn = await entering;
  assert.equal(pool.statistics().gate.taken, 1);
});

test('as many requests have their turn as keep the threads busy, and the others wait for theirs', async () => {
  await using pool = singleThread();
  const turns = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((account) => pool.enter(caller(account))));
  const waiting = pool.enter(caller('f'));
  const { taken, waiting: line } = pool.statistics().gate;
  assert.deepEqual([taken, line], [5, { known: 1, strangers: 0 }]);
  for (const turn of turns) turn[Symbol.dispose]();
  (await waiting)[Symbol.dispose]();
  assert.equal(pool.statistics().gate.taken, 0);
});

test('where a hash takes long, fewer have their turn at the same time', async () => {
  await using pool = singleThread({ parameters: { ...floor, memoryKiB: 10 * floor.memoryKiB } });
  assert.equal(pool.statistics().gate.places, 3);
});

test('a thread is idle when it has started, busy during a job and idle after the last', async () => {
  await using pool = singleThread();
  assert.equal(pool.hasIdleThread(), false);
  (await pool.enter(caller('first')))[Symbol.dispose]();
  assert.equal(pool.hasIdleThread(), true);
  const jobs = [occupy(pool), pool.hash('waiting')];
  assert.equal(pool.hasIdleThread(), false);
  assert.deepEqual([pool.statistics().running, pool.statistics().queued], [3, 1]);
  await Promise.all(jobs);
  assert.equal(pool.hasIdleThread(), true);
});

test('a job whose caller is gone is not begun', async () => {
  await using pool = singleThread();
  await assert.rejects(pool.hash('gone', { signal: AbortSignal.abort() }), cancelled(true));
  assert.equal(pool.statistics().running, 0);
});

test('a waiting job that is cancelled leaves the queue at once', async () => {
  await using pool = singleThread();
  const phone = new AbortController();
  const running = occupy(pool);
  const gone = assert.rejects(pool.hash('waiting', { signal: phone.signal }), cancelled(true));
  assert.equal(pool.statistics().queued, 1);
  phone.abort();
  assert.equal(pool.statistics().queued, 0);
  await gone;
  await running;
  assert.deepEqual(pool.statistics().ended, { completed: 3, refused: 0, cancelled: 1, failed: 0 });
});

test('a running job that is cancelled answers at once, and its thread is free again when the hash ends', async () => {
  await using pool = singleThread();
  const phone = new AbortController();
  const gone = assert.rejects(pool.hash('running', { signal: phone.signal }), cancelled(false));
  phone.abort();
  await gone;
  assert.equal(pool.statistics().running, 1);
  const hash = await pool.hash('next');
  assert.equal(await pool.verify(hash, 'next'), true);
  assert.deepEqual(pool.statistics().ended, { completed: 2, refused: 0, cancelled: 1, failed: 0 });
});

test('cancelling after the answer changes nothing', async () => {
  await using pool = singleThread();
  const phone = new AbortController();
  await pool.hash('done', { signal: phone.signal });
  phone.abort();
  assert.deepEqual(pool.statistics().ended, { completed: 1, refused: 0, cancelled: 0, failed: 0 });
});

test('closing finishes the running jobs and refuses the waiting and the coming ones', async () => {
  const pool = singleThread();
  const running = occupy(pool);
  const waiting = assert.rejects(pool.hash('waiting'), overloaded);
  const closed = pool.close();
  assert.equal(pool.hasIdleThread(), false);
  await waiting;
  await assert.rejects(pool.hash('coming'), overloaded);
  await assert.rejects(pool.enter(caller('coming')), overloaded);
  for (const hash of await running) assert.match(hash, /^\$argon2id\$/);
  await closed;
  await pool.close();
  assert.deepEqual(pool.statistics().ended, { completed: 3, refused: 2, cancelled: 0, failed: 0 });
});

test('a job whose workers die is rejected, and the pool goes on to the next', async () => {
  const stillborn = () => new Worker(new URL("data:text/javascript,throw new Error('no library');"));
  await using pool = singleThread({ startWorker: stillborn });
  const jobs = await Promise.allSettled([pool.hash('first'), pool.hash('second'), pool.hash('third')]);
  assert.deepEqual(
    jobs.map((job) => job.status === 'rejected' && /thread of the password hash pool/.test(job.reason.message)),
    [true, true, true],
  );
  assert.deepEqual(pool.statistics().ended, { completed: 0, refused: 0, cancelled: 0, failed: 3 });
});

test('a hash that cannot be computed is an internal error', async () => {
  await using pool = singleThread({ parameters: { ...floor, iterations: 1 }, startWorker: undefined });
  await assert.rejects(pool.hash('secret'), /could not be computed: RangeError/);
  assert.equal(pool.statistics().ended.failed, 1);
});

test('an idle pool does not keep the process alive, a busy one does', async () => {
  const script = `
    import { HashPool } from ${JSON.stringify(new URL('./hash-pool.ts', import.meta.url).href)};
    const pool = new HashPool({ parameters: ${JSON.stringify(floor)}, maxQueued: 1, deadlineMs: 60000 });
    console.log(await pool.verify(await pool.hash('secret'), 'secret'));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  assert.equal(stdout, 'true\n');
});
