import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { auditOf } from '../support/audit.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';
import { path, useApplications } from './applications.fixture.ts';

const { organization } = world;
const { gatehouse, call, create, requestToken } = useApplications();

const hour = 60 * 60_000;
const day = 24 * hour;

interface Kept {
  readonly id: number;
  readonly description: string | null;
  readonly creationTime: string;
  readonly expiryTime: string | null;
  readonly lastUsedTime: string | null;
  readonly replacedTime: string | null;
}

describe('a secret that takes the place of another', () => {
  let id = '';
  let first = '';
  const rotate = (body: object = {}, as?: string) =>
    call('POST', '/ExternalClient/RotateSecret', { partitionGlobalId: organization.id, clientId: id, ...body }, as);
  const listed = async (): Promise<readonly Kept[]> => (await call('GET', `${path}/${id}/secrets`)).json;
  const isGood = async (secret: string) => (await requestToken(id, secret)).status === 200;

  /** Each test has an application of its own, with one secret. */
  async function begin() {
    const { json } = await create();
    id = json.id;
    first = json.secret;
  }

  it('leaves the other one good until the chosen end, and tells of both', async () => {
    await begin();
    const before = Date.now();
    const expiryTime = new Date(before + 90 * day).toISOString();
    const { status, json } = await rotate({ overlapHours: 48, description: 'for the spring', expiryTime });
    assert.equal(status, 200);
    const names = ['id', 'description', 'secret', 'creationTime', 'expiryTime', 'replaced'];
    assert.deepEqual(Object.keys(json), names);
    assert.deepEqual([json.description, json.expiryTime], ['for the spring', expiryTime]);
    assert.deepEqual([await isGood(first), await isGood(json.secret)], [true, true]);
    const [old, made] = await listed();
    const end = Date.parse(old?.expiryTime ?? '');
    assert.ok(end >= before + 48 * hour && end <= Date.now() + 48 * hour, String(old?.expiryTime));
    assert.deepEqual(
      json.replaced.map((one: Kept) => [one.id, one.expiryTime]),
      [[old?.id, old?.expiryTime]],
    );
    assert.deepEqual([made?.id, made?.replacedTime], [json.id, null]);
    assert.equal(old?.replacedTime, json.creationTime);
    assert.doesNotMatch(JSON.stringify(await listed()), new RegExp(`${first}|${json.secret}`));
    const [entry] = await auditOf(gatehouse, 'ExternalClient');
    assert.deepEqual([entry?.action, entry?.targetId], ['RotateSecret', id]);
    const { secretId, overlapHours, replaced } = entry?.details ?? {};
    assert.deepEqual([secretId, overlapHours, replaced], [json.id, 48, [{ secretId: old?.id, expiresAt: end }]]);
  });

  it('leaves it good for a day, unless something else is asked for', async () => {
    await begin();
    const { json } = await rotate();
    assert.equal(Date.parse(json.replaced[0].expiryTime) - Date.parse(json.creationTime), day);
  });

  it('ends it at once where there is to be no overlap', async () => {
    await begin();
    const { json } = await rotate({ overlapHours: 0 });
    assert.deepEqual([await isGood(first), await isGood(json.secret)], [false, true]);
    const { json: refused } = await requestToken(id, first);
    assert.deepEqual(Object.keys(refused), ['error', 'error_description']);
    assert.equal(refused.error, 'invalid_client');
    assert.deepEqual(refused, (await requestToken(id, 'a-secret-that-never-was')).json);
  });

  it('gives no secret a later end than it had', async () => {
    await begin();
    const soon = Date.now() + hour;
    const body = { partitionGlobalId: organization.id, clientId: id, expiryTime: new Date(soon).toISOString() };
    const { json: short } = await call('POST', '/ExternalClient/GenerateSecret', body);
    const { json } = await rotate({ overlapHours: 24 });
    const ends = json.replaced.map((one: Kept) => [one.id === short.id, Date.parse(one.expiryTime ?? '') === soon]);
    assert.deepEqual(ends, [
      [false, false],
      [true, true],
    ]);
    const again = await rotate({ overlapHours: 2160 });
    assert.deepEqual(
      again.json.replaced.slice(0, 2).map((one: Kept) => [one.expiryTime, one.replacedTime]),
      json.replaced.map((one: Kept) => [one.expiryTime, one.replacedTime]),
    );
  });

  it('can be meant for one of several, which all others outlive', async () => {
    await begin();
    const { json: other } = await rotate({ overlapHours: 24 });
    const [old] = await listed();
    const { json } = await rotate({ overlapHours: 0, secretId: other.id });
    assert.deepEqual(
      json.replaced.map((one: Kept) => one.id),
      [other.id],
    );
    assert.deepEqual([await isGood(first), await isGood(other.secret), await isGood(json.secret)], [true, false, true]);
    assert.equal((await rotate({ secretId: other.id })).status, 404, 'one that has ended already');
    assert.equal((await rotate({ secretId: 1_000_000 })).status, 404);
    assert.equal((await listed())[0]?.expiryTime, old?.expiryTime);
  });

  it('is refused without an application, with an overlap out of bounds, and to who may not make secrets', async () => {
    await begin();
    for (const overlapHours of [-1, 2161]) {
      const { status, json } = await rotate({ overlapHours });
      assert.deepEqual([status, Object.keys(json.errors)], [400, ['OverlapHours']]);
    }
    assert.deepEqual((await rotate({ clientId: null })).json.errors, { ClientId: ['The ClientId field is required.'] });
    assert.equal((await rotate({ clientId: '0c6b6f3a-7f0e-4b57-8d43-1d5b2f3a9c22' })).status, 404);
    assert.equal((await rotate({ expiryTime: '2020-01-01T00:00:00Z' })).status, 400);
    const open = await create({ isConfidential: false, redirectUri: 'https://app.example/callback', scopes: [] });
    assert.equal((await rotate({ clientId: open.json.id })).status, 400);
    for (const scope of ['PM.OAuthApp.Read', 'PM.OAuthAppSecret.Write']) {
      assert.equal((await rotate({}, await token(gatehouse, scope))).status, 403, scope);
    }
    assert.equal((await listed()).length, 1);
    assert.equal(await isGood(first), true);
  });

  it('is made with the scope for secrets alone, where the application has no more', async () => {
    id = (await create({ scopes: [] })).json.id;
    assert.equal((await rotate({}, await token(gatehouse, 'PM.OAuthSecret.Write'))).status, 200);
  });

  it('finds room where only secrets that are over take it', async () => {
    await begin();
    for (let count = 1; count < 50; count += 1) assert.equal((await rotate({ overlapHours: 0 })).status, 200);
    const { status, json } = await rotate({ overlapHours: 1 });
    assert.equal(status, 200);
    assert.deepEqual(
      (await listed()).map((one) => one.id),
      [json.replaced[0].id, json.id],
    );
  });
});

describe('the list of the secrets of an application', () => {
  let id = '';
  let secret = '';
  const listed = async (): Promise<readonly Kept[]> => (await call('GET', `${path}/${id}/secrets`)).json;
  const setUse = (at: number) =>
    gatehouse.db
      .updateTable('application_secrets')
      .set({ last_used_at: at })
      .where('application_id', '=', id)
      .execute();
  before(async () => {
    ({ id, secret } = (await create()).json);
  });

  it('tells when each was used last, to the hour', async () => {
    assert.equal((await listed())[0]?.lastUsedTime, null);
    const before = Date.now();
    await requestToken(id, secret);
    const used = Date.parse((await listed())[0]?.lastUsedTime ?? '');
    assert.ok(used >= before && used <= Date.now());
    await setUse(Date.now() - hour / 2);
    const [halfAnHourAgo] = await listed();
    await requestToken(id, secret);
    assert.deepEqual((await listed())[0], halfAnHourAgo, 'which would be a write for each token');
    await setUse(Date.now() - 2 * hour);
    await requestToken(id, secret);
    assert.ok(Date.parse((await listed())[0]?.lastUsedTime ?? '') >= before);
  });

  it('tells nothing of a secret that was wrong', async () => {
    await setUse(0);
    await requestToken(id, 'wrong');
    assert.equal(Date.parse((await listed())[0]?.lastUsedTime ?? ''), 0);
  });

  it('is for who may read applications', async () => {
    const reader = await token(gatehouse, 'PM.OAuthApp.Read');
    assert.equal((await call('GET', `${path}/${id}/secrets`, undefined, reader)).status, 200);
    const keeper = await token(gatehouse, 'PM.OAuthSecret.Write');
    assert.equal((await call('GET', `${path}/${id}/secrets`, undefined, keeper)).status, 403);
  });
});
