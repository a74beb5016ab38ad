import assert from 'node:assert/strict';
import { on } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Connection, openStore } from '../../src/store/open.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { postChange, send, token } from '../support/http.ts';
import { type RunningProcess, serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

// Clocks are wrong now and then. What was deleted for its age does not come back when they are right again.

const hour = 60 * 60_000;
const day = 24 * hour;

const opened = new AsyncDisposableStack();
let data = '';
let db: Connection;
let server: RunningProcess;

async function start(aheadMs = 0): Promise<RunningProcess> {
  const nodeOptions = ['--import', fileURLToPath(new URL('../support/other-clock.ts', import.meta.url))];
  const environment = { CLOCK_AHEAD_MS: String(aheadMs) };
  return await serve(['--data', data], { nodeOptions, environment, hasChannel: true });
}

before(async () => {
  data = await copyExampleData(join(opened.use(await temporaryFolder()).path, 'data'));
  server = await start();
  db = opened.adopt(openStore(join(data, 'gatehouse.db')), (open) => open.destroy());
});
after(() => opened.disposeAsync());

/** Waits until they are set: a message and a request to the same process may overtake each other. */
async function setClocks(wall: number, elapsed = 0): Promise<void> {
  const messages = on(server.child, 'message');
  server.child.send({ wall, elapsed });
  for await (const [message] of messages) if (message === 'set') return;
}

/** Waits until the server has done several times what it does every minute, from the beginning. */
async function minutes(count = 12): Promise<void> {
  let passed = 0;
  for await (const _ of on(server.child, 'message')) {
    passed += 1;
    if (passed >= count) return;
  }
}

const expiring = (id: string, inMs: number) =>
  db
    .insertInto('revocations')
    .values({ organization_id: 'o', id, expires_at: Date.now() + inMs })
    .execute();
const isThere = async (id: string) =>
  (await db.selectFrom('revocations').select('id').where('id', '=', id).execute()).length > 0;
const isSaid = (text: RegExp) => () => text.test(server.stderr());
const believedAgain = () => server.stderr().split('believed again').length - 1;

describe('a clock that jumped', () => {
  it('deletes nothing for its age, however far it went', async () => {
    await expiring('tomorrow', day);
    await setClocks(40 * 365 * day);
    await until(isSaid(/"clock jumped: nothing is deleted/));
    await minutes();
    assert.ok(await isThere('tomorrow'));
  });

  it('deletes nothing after it was set right either, until an operator says that it is right', async () => {
    await setClocks(0);
    await until(() => server.stderr().split('clock jumped').length === 3);
    await expiring('yesterday', -day);
    await minutes();
    assert.ok(await isThere('yesterday'));
    const { code, stdout } = await runCommand(['clock', 'confirm', '--data', data]);
    assert.deepEqual([code, /^Confirmed: it is 20\d\d-/.test(stdout)], [0, true]);
    await until(async () => !(await isThere('yesterday')));
    assert.ok(await isThere('tomorrow'));
    await until(() => believedAgain() === 1);
  });

  it('is believed again when it went right for an hour', async () => {
    await setClocks(2 * hour);
    await until(() => server.stderr().split('clock jumped').length === 4);
    await expiring('long ago', -2 * day);
    await setClocks(2 * hour + hour, hour);
    await until(async () => !(await isThere('long ago')));
    await until(() => believedAgain() === 2);
    await setClocks(hour, hour);
    await until(() => server.stderr().split('clock jumped').length === 5);
  });

  it('may go wrong by less, as clocks do when they are corrected', async () => {
    const before = server.stderr().split('clock jumped').length;
    await setClocks(0.5 * hour, hour);
    await minutes();
    assert.equal(server.stderr().split('clock jumped').length, before);
    await setClocks(0, 0);
  });
});

describe('a token that is revoked', () => {
  it('while the clock is ahead of its end does not work again when the clock is right', async () => {
    const bearer = await token(server);
    const { id, secret } = world.application;
    const fields = { token: bearer, client_id: id, client_secret: secret };
    await setClocks(2 * hour);
    const body = new URLSearchParams(fields);
    assert.equal((await send(`${server.url}/identity/connect/revocation`, { method: 'POST', body })).status, 200);
    await setClocks(0);
    const options = { bearer, userId: world.harry.id };
    assert.equal((await postChange(server, options, {})).status, 401);
  });
});

describe('a lock', () => {
  it('does not last longer because the clock was set back', async () => {
    const change = async (oldPassword: string) => {
      const options = { bearer: await token(server), userId: world.harry.id };
      const { json } = await postChange(server, options, { oldPassword, newPassword: 'patr0nu5' });
      return json.errors[0]?.code ?? 'none';
    };
    for (let guess = 0; guess < 10; guess += 1) assert.equal(await change('wrong'), 'PasswordMismatch');
    assert.equal(await change(world.harry.password), 'UserLockedOut');
    await setClocks(-3 * hour);
    assert.equal(await change(world.harry.password), 'none');
  });
});

describe('a start', () => {
  it('with a clock that does not fit the newest audit entry deletes nothing for its age', async () => {
    await server.end('SIGTERM');
    await expiring('next week', 7 * day);
    server = await start(30 * day);
    await until(isSaid(/"clock jumped, or nothing was recorded for long: nothing is deleted/));
    await minutes();
    assert.ok(await isThere('next week'));
    await server.end('SIGTERM');
  });
});
