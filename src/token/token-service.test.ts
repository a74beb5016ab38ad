import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeProtectedHeader } from 'jose';
import { GatehouseError, StartupError } from '../errors.ts';
import { createSealer } from './keys/sealer.ts';
import { addApplication, openTokenServer, requestToken, serve } from './token.fixture.ts';
import { createTokenService } from './token-service.ts';

const day = 86_400_000;
const lead = 10 * 60_000;

async function open(changes?: Parameters<typeof openTokenServer>[0]) {
  const server = await openTokenServer(changes);
  const application = await addApplication(server.store, server.organizationId, [{ name: 'PM.User', type: 'both' }]);
  const form = { grant_type: 'client_credentials', client_id: application.id, client_secret: application.secret };
  const token = async () => String((await requestToken(server.url, form)).body.access_token);
  return { ...server, form, token };
}

test('a later start goes on with the keys of the first', async () => {
  await using server = await open();
  const token = await server.token();
  const restarted = await createTokenService(server.parts);
  assert.equal((await restarted.authenticateBearer(`Bearer ${token}`)).type, 'application');
});

test('a start without the key that sealed the keys is refused', async () => {
  await using server = await open();
  const start = createTokenService({ ...server.parts, sealer: createSealer(Buffer.alloc(32, 8)) });
  await assert.rejects(start, (error) => error instanceof StartupError && /does not open/.test(error.message));
});

test('a rotation changes the key of new tokens after the lead, and old tokens live out their time', async () => {
  await using server = await open({ signingKeyDays: 1 });
  const { clock, service } = server;
  const kidOf = (token: string) => decodeProtectedHeader(token).kid;
  const first = kidOf(await server.token());
  clock.at += day;
  await service.maintain(clock.at);
  const old = await server.token();
  assert.equal(kidOf(old), first, 'the successor is only published as yet');
  clock.at += lead;
  const fresh = await server.token();
  assert.notEqual(kidOf(fresh), first);
  assert.equal((await service.authenticateBearer(`Bearer ${old}`)).type, 'application');
  assert.equal((await service.authenticateBearer(`Bearer ${fresh}`)).type, 'application');
});

test('requests in flight survive a rotation', async () => {
  await using server = await open({ signingKeyDays: 1 });
  const { clock, service, url, form } = server;
  const asked = [];
  for (let round = 0; round < 5; round += 1) {
    asked.push(...Array.from({ length: 10 }, () => requestToken(url, form)));
    clock.at += day + lead;
    asked.push(service.maintain(clock.at));
    await new Promise((soon) => setImmediate(soon));
  }
  const answers = (await Promise.all(asked)).filter((answer) => answer !== undefined);
  assert.equal(answers.length, 50);
  assert.ok(answers.every(({ status }) => status === 200));
});

test('a token signed with the new key of another process is accepted', async () => {
  await using server = await open({ signingKeyDays: 1 });
  const { clock, service, parts } = server;
  clock.at += day;
  const other = await createTokenService(parts);
  await other.maintain(clock.at); // Makes the successor; `service` has not heard of it.
  clock.at += lead;
  using elsewhere = await serve(other);
  const token = String((await requestToken(elsewhere.url, server.form)).body.access_token);
  const [, successor] = await parts.signingKeys.all();
  assert.equal(decodeProtectedHeader(token).kid, successor?.kid);
  assert.equal((await service.authenticateBearer(`Bearer ${token}`)).type, 'application');
});

test('a retired key takes its tokens with it', async () => {
  await using server = await open({ signingKeyDays: 1 });
  const { clock, service } = server;
  clock.at += day;
  await service.maintain(clock.at);
  const token = await server.token();
  await service.authenticateBearer(`Bearer ${token}`);
  clock.at += lead + 3600_000 + 30_000;
  await assert.rejects(service.authenticateBearer(`Bearer ${token}`), (error) => {
    assert.ok(error instanceof GatehouseError && error.failure.code === 'Unauthenticated');
    return /signature key was not found/.test(error.failure.challenge);
  });
});
