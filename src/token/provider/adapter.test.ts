import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { handleOf } from '../../directory/handle.ts';
import { accountId } from '../../directory/user.ts';
import { grantStore } from '../../store/grants.ts';
import { newClock, openDatabase } from '../token.fixture.ts';
import { grantAdapter } from './adapter.ts';

const handle = (random: string): string => handleOf('o1', random);

async function open(model: string) {
  const database = await openDatabase();
  const clock = newClock();
  const store = grantStore(database.db);
  const adapter = grantAdapter(model, store, () => clock.at);
  return { ...database, clock, store, adapter };
}

test('what was stored is found again until it expires', async () => {
  await using opened = await open('AuthorizationCode');
  const { adapter, clock } = opened;
  const payload = { kind: 'AuthorizationCode', jti: handle('c1'), grantId: handle('g1'), scope: 'openid' };
  await adapter.upsert(handle('c1'), payload, 300);
  assert.deepEqual(await adapter.find(handle('c1')), { ...payload, exp: clock.at / 1000 + 300 });
  clock.at += 300_000;
  assert.equal(await adapter.find(handle('c1')), undefined);
});

test('the code of a device is found by its user code', async () => {
  await using opened = await open('DeviceCode');
  await opened.adapter.upsert(handle('d1'), { kind: 'DeviceCode', userCode: 'ABCD' }, 300);
  assert.equal((await opened.adapter.findByUserCode('ABCD'))?.kind, 'DeviceCode');
});

test('what was consumed says so, in seconds', async () => {
  await using opened = await open('RefreshToken');
  await opened.adapter.upsert(handle('r1'), { kind: 'RefreshToken' }, 300);
  await opened.adapter.consume(handle('r1'));
  assert.equal((await opened.adapter.find(handle('r1')))?.consumed, opened.clock.at / 1000);
});

test('of many who consume at the same time one succeeds, and the others are refused the grant', async () => {
  await using opened = await open('RefreshToken');
  await opened.adapter.upsert(handle('r1'), { kind: 'RefreshToken' }, 300);
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => opened.adapter.consume(handle('r1'))));
  const refusals = answers.filter((answer) => answer.status === 'rejected');
  assert.equal(refusals.length, 9);
  assert.ok(refusals.every(({ reason }) => reason instanceof errors.InvalidGrant));
});

test('everything of a user ends together', async () => {
  await using opened = await open('RefreshToken');
  const { store, clock, adapter } = opened;
  const user = { organizationId: 'o1', id: 'u1' };
  const account = accountId(user);
  const sessions = grantAdapter('Session', store, () => clock.at);
  await adapter.upsert(handle('r1'), { accountId: account, grantId: handle('g1') }, 300);
  await sessions.upsert(handle('s1'), { accountId: account, uid: 'x' }, 300);
  const ended = await store.revokeOfUser(user, clock.at);
  assert.deepEqual(ended, { sessions: 1, refreshTokens: 1, codes: 0, deviceGrants: 0 });
  assert.equal(await adapter.find(handle('r1')), undefined);
});

test('a consent takes with it what came from it', async () => {
  await using opened = await open('RefreshToken');
  await opened.adapter.upsert(handle('r1'), { grantId: handle('g1') }, 300);
  await opened.adapter.upsert(handle('r2'), { grantId: handle('g2') }, 300);
  await opened.adapter.revokeByGrantId(handle('g1'));
  assert.equal(await opened.adapter.find(handle('r1')), undefined);
  assert.ok(await opened.adapter.find(handle('r2')));
});

test('what was destroyed is gone', async () => {
  await using opened = await open('RefreshToken');
  await opened.adapter.upsert(handle('r1'), {}, 300);
  await opened.adapter.destroy(handle('r1'));
  assert.equal(await opened.adapter.find(handle('r1')), undefined);
});

test('the store holds nothing that could be presented', async () => {
  await using opened = await open('RefreshToken');
  await opened.adapter.upsert(handle('presented'), { jti: handle('presented') }, 9);
  assert.doesNotMatch(JSON.stringify(await opened.db.selectFrom('grants').selectAll().execute()), /presented/);
});
