// Kills the server with SIGKILL under a stream of password changes, again and again on the same folder, and looks at
// what is left. `npm test` runs three rounds; before a release: CRASH_ROUNDS=50 node --test test/crash/crash.test.ts
// CRASH_SEED=… draws the moments of an earlier run again.
//
// It is about the files of the embedded store; on PostgreSQL the same is done in database.test.ts, and to several servers in
// test/faults/nodes.test.ts.
//
// A kill takes the process and leaves the operating system. CRASH_POWER=1 also takes what the disk had not confirmed of the store file
// and of its log, as chance draws it, and has each flush wait: an answer that did not wait for it would be seen.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeDisk } from '../support/disk.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { Witness } from './evidence.ts';
import { type Caller, changeUntilKilled, fetchToken, makeCallers, organization, writeSeed } from './load.ts';
import { losePower, losesPower } from './power.ts';
import { rounds, seed, seededRandom } from './random.ts';
import { assertAllKept, assertAllThere } from './verdict.ts';
import { writes } from './writes.ts';

/** After the first answer: until then the server only works its way through the passwords. */
const longestMs = 400;

describe('a server that is killed while passwords are being changed', () => {
  it(`has kept every acknowledged change, and none by half, after each of ${rounds} kills`, async (test) => {
    test.diagnostic(`seed ${seed}`);
    const random = seededRandom();
    await using folder = await temporaryFolder();
    const callers = makeCallers(16);
    const data = join(folder.path, 'data');
    const args = ['--data', data, '--external-url', 'http://gatehouse.test', '--log-level', 'warn'];
    const disk = losesPower ? makeDisk(folder.path, { lateMs: 20 }) : undefined;
    const environment = disk?.environment ?? {};
    let server = await serve([...args, '--seed', await writeSeed(folder.path, callers)], { environment });
    await using _ = { [Symbol.asyncDispose]: async () => void (await server.end('SIGKILL')) };
    let bearer = '';
    const count = { acknowledged: 0, unanswered: 0 };

    for (let round = 1; round <= rounds; round++) {
      // One token for many rounds: the keys that signed it have to outlive the kills too. It lives for an hour.
      if (round % 100 === 1) {
        bearer = await fetchToken(server.url);
        process.stdout.write(`before kill ${round}: ${count.acknowledged} changes acknowledged\n`);
      }
      openSessions(data, environment);
      const before = callers.map(({ acknowledged }) => acknowledged);
      const flowing = Promise.withResolvers<void>();
      const run = { isKilled: false, onAnswer: flowing.resolve };
      const load = Promise.all(callers.map((caller) => changeUntilKilled(server.url, bearer, caller, run)));
      await Promise.race([load, momentOf(round, data, flowing.promise, random() * longestMs)]);
      run.isKilled = true;
      await server.end('SIGKILL');
      await load;
      const look = (file: string) => judgeDrawn(file, callers);
      if (disk) await losePower({ folder: folder.path, disk, random }, look);
      count.acknowledged += callers.reduce((sum, { acknowledged }, n) => sum + acknowledged - (before[n] ?? 0), 0);

      server = await serve(args, { environment });
      count.unanswered += await judge(data, callers, before);
    }
    assert.equal(await end(server), '');
    test.diagnostic(`acknowledged ${count.acknowledged}, committed without an answer ${count.unanswered}, lost 0`);
    assert.ok(count.acknowledged > 0);
  });
});

/** Gives every user a session, which the next change has to end. */
function openSessions(data: string, environment: Record<string, string>): void {
  const script = join(import.meta.dirname, 'open-sessions.ts');
  const env = { ...process.env, ...environment };
  execFileSync(process.execPath, [script, join(data, 'gatehouse.db'), organization.id], { env });
}

/** Every second kill waits for the next write, so as to fall into the middle of a commit. */
async function momentOf(round: number, data: string, flowing: Promise<void>, delayMs: number): Promise<void> {
  await flowing;
  await sleep(delayMs);
  if (round % 2 === 0) await writes(join(data, 'gatehouse.db-wal'), 1);
}

/** Judges the store, brings every caller to where its user is, and answers how many changes nobody was told of. */
async function judge(data: string, callers: readonly Caller[], before: readonly number[]): Promise<number> {
  using witness = new Witness(join(data, 'gatehouse.db'));
  assert.deepEqual(witness.faults(), []);
  return await assertAllKept(witness, callers, before);
}

/** What a loss of power may leave of the store. */
async function judgeDrawn(file: string, callers: readonly Caller[]): Promise<void> {
  using witness = new Witness(file);
  assert.deepEqual(witness.faults(), []);
  await assertAllThere(witness, callers);
}

/** Ends the server in peace and answers its log. */
async function end(server: RunningProcess): Promise<string> {
  assert.equal(await server.end('SIGTERM'), 0);
  return server.stderr();
}
