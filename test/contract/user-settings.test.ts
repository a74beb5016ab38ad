import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { send, token } from '../support/http.ts';
import { world } from '../support/world.ts';
import { limit, one, useSettings } from './settings.fixture.ts';

const { organization, otherOrganization } = world;
const host = '00000000-0000-0000-0000-000000000000';
const unauthorized = /Caller is not authorized for the requested organization/;
const { gatehouse, person, bearers, get, put } = useSettings();

describe('the settings of a user', () => {
  it('are read and written by the person, under any key, and inherit nothing', async () => {
    const scope = `partitionGlobalId=${organization.id}&userId=${person.id}`;
    const body = { ...one('Favorites', '[{"id":1}]'), partitionGlobalId: organization.id, userId: person.id };
    const stored = await put(body, bearers.own);
    assert.equal(stored.status, 200, stored.text);
    const { json } = await get(`key=favorites&key=${limit}&${scope}`, bearers.own);
    assert.deepEqual(json, stored.json);
    assert.deepEqual(json[0].userId, person.id);
    assert.deepEqual((await get('key=Favorites')).json, []);
  });

  it('are within reach of an administrator and of an application, also for an id that is no UUID', async () => {
    for (const bearer of [bearers.administrator, bearers.application]) {
      const stored = await put({ ...one('UserLanguage.Language', 'pt-br'), userId: world.harry.id }, bearer);
      assert.equal(stored.status, 200, stored.text);
      assert.equal(stored.json[0].userId, world.harry.id);
    }
  });

  it('of somebody else, or of the organization, are closed to a person: 403', async () => {
    for (const target of [{ userId: world.harry.id }, {}]) {
      const answer = await put({ ...one('a', 'b'), ...target }, bearers.own);
      assert.equal(answer.status, 403);
      assert.match(answer.json.message, unauthorized);
      const query = 'userId' in target ? `key=a&userId=${target.userId}` : 'key=a';
      assert.match((await get(query, bearers.own)).json.message, unauthorized);
    }
  });

  it('of an unknown user are empty to read and 404 to write, and an id that cannot be one is 400', async () => {
    const unknown = '0c6b6f3a-7f0e-4b57-8d43-1d5b2f3a9c22';
    assert.deepEqual((await get(`key=a&userId=${unknown}`)).json, []);
    assert.equal((await put({ ...one('a', 'b'), userId: unknown })).status, 404);
    const answer = await get('key=a&userId=nobody');
    assert.deepEqual(answer.json.errors, { userId: ["The value 'nobody' is not valid."] });
  });
});

describe('the room for settings', () => {
  const full = 'A person can have at most 100 settings, of 64 KB together.';
  const many = (count: number, name: string) =>
    Array.from({ length: count }, (_, index) => ({ key: `${name}.${index}`, value: 'x' }));

  it('of a person is 100 keys, and whoever had more before may change them', async () => {
    const { id: userId } = await createAccount(gatehouse, null);
    assert.equal((await put({ settings: many(100, 'Mine'), userId })).status, 200);
    const answer = await put({ settings: [...many(1, 'Mine'), ...many(1, 'Another')], userId });
    assert.deepEqual([answer.status, answer.json.errors], [400, { Settings: [full] }]);
    assert.equal((await put({ ...one('Mine.7', 'changed'), userId })).status, 200);
    await gatehouse.db
      .updateTable('settings')
      .set({ user_id: userId })
      .where('user_id', '=', '')
      .where('key', '=', limit)
      .execute();
    assert.equal((await put({ ...one('mine.8', 'changed'), userId })).status, 200);
    assert.equal((await put({ ...one('Mine.101', 'x'), userId })).status, 400);
  });

  it('of a person is 64 KB, the keys included, counted as they are stored', async () => {
    const { id: userId } = await createAccount(gatehouse, null);
    const value = '\u{1f989}'.repeat(16_384);
    assert.equal((await put({ ...one('a', value), userId })).status, 400);
    assert.equal((await put({ ...one('Key1', value.slice(2)), userId })).status, 200);
    assert.equal((await put({ ...one('b', ''), userId })).status, 400);
    assert.equal((await put({ ...one('Key1', 'less'), userId })).status, 200);
    assert.equal((await put({ ...one('b', ''), userId })).status, 200);
  });

  it('of an organization is a thousand keys, and nothing is stored of what does not fit', async () => {
    const other = await token(gatehouse, 'PM.Setting', world.otherApplication);
    assert.equal((await put({ settings: many(900, 'Ours') }, other)).status, 200);
    const answer = await put({ settings: many(101, 'More') }, other);
    assert.match(answer.json.errors.Settings[0], /^An organization can have at most 1000 settings/);
    assert.deepEqual((await get('key=More.0', other)).json, []);
  });
});

describe('who may reach settings', () => {
  it('needs the scope, and the right half of it', async () => {
    const reader = await token(gatehouse, 'PM.Setting.Read');
    const writer = await token(gatehouse, 'PM.Setting.Write');
    const stranger = await token(gatehouse, 'PM.User');
    assert.equal((await get('key=a', reader)).status, 200);
    assert.equal((await put(one('a', 'b'), writer)).status, 200);
    for (const answer of [
      await get('key=a', writer),
      await put(one('a', 'b'), reader),
      await get('key=a', stranger),
      await put(one('a', 'b'), stranger),
    ]) {
      assert.equal(answer.status, 403);
      assert.match(answer.json.errorMessage, /Expect to have 'PM\.Setting' or 'PM\.Setting\.(Read|Write)'\. $/);
    }
  });

  it('reaches no other organization', async () => {
    for (const bearer of [bearers.application, bearers.administrator, bearers.own]) {
      for (const partitionGlobalId of [otherOrganization.id, host]) {
        const read = await get(`key=a&partitionGlobalId=${partitionGlobalId}`, bearer);
        const written = await put({ ...one('a', 'b'), partitionGlobalId }, bearer);
        assert.deepEqual([read.status, written.status], [403, 403]);
        assert.match(written.json.message, unauthorized);
      }
    }
  });

  it('reaches every organization from the host', async () => {
    const answer = await put({ ...one('a', 'c'), partitionGlobalId: otherOrganization.id }, bearers.hostAdministrator);
    assert.equal(answer.json[0].partitionGlobalId, otherOrganization.id);
  });

  it('is nobody without a token', async () => {
    assert.equal((await send(`${gatehouse.url}/identity/api/Setting`)).status, 401);
  });
});
