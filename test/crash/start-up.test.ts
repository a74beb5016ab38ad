// Kills the first start on an empty folder with SIGKILL, or `gatehouse migrate`, and looks at what the next start makes
// of it. `npm test` runs three rounds; before a release: CRASH_ROUNDS=50 node --test test/crash/start-up.test.ts
// CRASH_SEED=… draws the moments of an earlier run again.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { verify } from '@node-rs/argon2';
import { migrations } from '../../src/store/sqlite/migrations/index.ts';
import { temporaryFolder } from '../support/folder.ts';
import { send } from '../support/http.ts';
import { serve } from '../support/process.ts';
import { Witness } from './evidence.ts';
import { interrupt, wholeStart } from './interrupted-start.ts';
import { rounds, seed, seededRandom } from './random.ts';

describe('a start that is killed on an empty folder', () => {
  it(`leaves nothing in the way of the next one, after each of ${rounds} kills`, async (test) => {
    test.diagnostic(`seed ${seed}`);
    const random = seededRandom();
    const whole = { serve: await wholeStart('serve'), migrate: await wholeStart('migrate') };
    const found = { empty: 0, installed: 0 };
    for (let round = 1; round <= rounds; round++) {
      await using folder = await temporaryFolder();
      const command = round % 3 === 0 ? 'migrate' : 'serve';
      const { ms, writes } = whole[command];
      // Time falls on hashing and loading, writes on commits and the files that belong together.
      const moment = round % 2 === 0 ? { writes: Math.ceil(random() * writes) } : { ms: random() * ms };
      const killed = await interrupt(command, folder.path, moment);
      const server = await serve(['--data', folder.path, '--log-level', 'warn']);
      await using _ = { [Symbol.asyncDispose]: async () => void (await server.end('SIGKILL')) };
      found[isFirst(server.stdout()) ? 'empty' : 'installed'] += 1;
      await assertInstalled(folder.path, server.url, [killed, server.stdout()]);
      assert.equal(await server.end('SIGTERM'), 0);
      assert.equal(server.stderr(), '');
    }
    test.diagnostic(`the next start found the store empty ${found.empty} times, installed ${found.installed} times`);
  });
});

const isFirst = (output: string): boolean => output.includes('This is the first start');

async function assertInstalled(data: string, url: string, outputs: readonly string[]): Promise<void> {
  using witness = new Witness(join(data, 'gatehouse.db'));
  assert.deepEqual(witness.faults(), []);
  assert.deepEqual(await witness.brokenAuditLogs(), []);
  // The host has an organization and an administrator of its own.
  const expected = {
    migrations: Object.keys(migrations).length,
    organizations: 2,
    tenants: 1,
    users: 2,
    credentials: 2,
    application_secrets: 1,
    signing_keys: 1,
  };
  const counts = Object.fromEntries(Object.keys(expected).map((table) => [table, witness.count(table)]));
  assert.deepEqual(counts, expected);
  // A kill between the commit and the line on the screen takes the secrets along. Shown, they are shown once, and open.
  const [shown = '', ...more] = outputs.filter(isFirst);
  assert.deepEqual(more, []);
  if (/^ {2}secret +\S+\n/m.test(shown)) await assertOpens(witness, url, shown);
}

async function assertOpens(witness: Witness, url: string, shown: string): Promise<void> {
  const value = (name: string) => new RegExp(`^ {2}${name} +(\\S+)$`, 'm').exec(shown)?.[1] ?? '';
  const [administrator] = await witness.evidence(value('organization'));
  assert.ok(await verify(administrator?.passwordHash ?? '', value('password')));
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: value('application'),
    client_secret: value('secret'),
  });
  assert.equal((await send(`${url}/identity/connect/token`, { method: 'POST', body })).status, 200);
}
