import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { KnownSettingKey } from '../../src/directory/setting.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// Settings with which no administrator of an organization could sign in any more, so that nobody there could take them back.

const gatehouse = useGatehouse(async (running) => {
  await running.db.deleteFrom('memberships').where('organization_id', '=', organizationId).execute();
  administrator = await createAccount(running, password, { organizationId, isAdministrator: true });
  bearer = await userToken(running, administrator, ['PM.Setting', 'PM.AuthSetting']);
});
const { id: organizationId } = world.otherOrganization;
const password = 'krum-2-krum';
const restriction = 'Auth.RestrictBasicAuthentication';
const secondFactors = 'Auth.SecondFactor.Mode';

let administrator: Account;
let bearer = '';
const call = apiOf(gatehouse, () => bearer);
const set = (key: KnownSettingKey, value: string) =>
  call('PUT', '/api/Setting', { partitionGlobalId: organizationId, settings: [{ key, value }] });
const remove = (key: KnownSettingKey) =>
  call('DELETE', '/api/Setting', { partitionGlobalId: organizationId, keys: [key] });
const exempt = (bypass: 0 | 1) =>
  gatehouse.db
    .updateTable('users')
    .set({ bypass_basic_auth_restriction: bypass })
    .where('id', '=', administrator.id)
    .execute();

/** Where the browser is led by the name and the password of the administrator. */
async function signIn(): Promise<string | undefined> {
  const fields = { userName: `user-${administrator.id}`, password };
  return (await createVisitor(() => gatehouse.url).submit('/Durmstrang/identity/web/login', fields)).location;
}

beforeEach(async () => {
  await gatehouse.db.deleteFrom('settings').where('organization_id', '=', organizationId).execute();
  await gatehouse.store.factors.deleteOfUser(administrator);
  await exempt(0);
});

describe('an organization whose administrators have nothing but passwords', () => {
  it('is kept from refusing them all, under the name of the setting', async () => {
    const refused = await set(restriction, 'true');
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.json.errors[restriction][0], /No administrator could sign in any more/);
    assert.match((await signIn()) ?? '', /web\/account/);
  });

  it('may refuse them by its application, which goes on having its secret', async () => {
    const application = await token(gatehouse, 'PM.Setting PM.AuthSetting', world.otherApplication);
    const asApplication = apiOf(gatehouse, () => application);
    for (const value of ['true', 'false']) {
      const body = { partitionGlobalId: organizationId, settings: [{ key: restriction, value }] };
      assert.equal((await asApplication('PUT', '/api/Setting', body)).status, 200, value);
    }
  });

  it('may refuse passwords when one of them is exempt, who signs in', async () => {
    await exempt(1);
    assert.equal((await set(restriction, 'true')).status, 200);
    assert.match((await signIn()) ?? '', /web\/account/);
  });

  it('may write again what holds already, and take it back', async () => {
    await gatehouse.store.settings.put(organizationId, restriction, 'true');
    assert.equal((await set(restriction, 'True')).status, 200);
    assert.equal((await set(restriction, 'false')).status, 200);
  });

  it('cannot fall back to what the host refuses', async () => {
    const { settings } = gatehouse.store;
    await settings.put(null, restriction, 'true');
    await settings.put(organizationId, restriction, 'false');
    assert.equal((await remove(restriction)).status, 400);
    await settings.put(null, restriction, 'false');
    assert.equal((await remove(restriction)).status, 204);
  });
});

describe('an organization with an administrator who has a passkey', () => {
  let passkey = '';
  beforeEach(async () => {
    passkey = await giveFactor(gatehouse, administrator, 'passkey');
  });

  it('may refuse passwords, but not passkeys as well', async () => {
    assert.equal((await set(restriction, 'true')).status, 200);
    const refused = await set(secondFactors, 'off');
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.json.errors[secondFactors][0], /No administrator could sign in any more/);
  });

  it('may do without passkeys as long as passwords are taken, and then not refuse those', async () => {
    assert.equal((await set(secondFactors, 'off')).status, 200);
    assert.equal((await set(restriction, 'true')).status, 400);
  });

  it('keeps the last passkey with which one of them can sign in', async () => {
    await gatehouse.store.settings.put(organizationId, restriction, 'true');
    const own = await userToken(gatehouse, administrator, ['PM.User.Write'], { amr: ['mfa'] });
    const removePasskey = (id: string) => apiOf(gatehouse, () => own)('DELETE', `/api/Account/Factors/${id}`);
    const refused = await removePasskey(passkey);
    assert.equal(refused.status, 400, refused.text);
    assert.match(refused.json.detail, /No administrator could sign in any more/);
    const second = await giveFactor(gatehouse, administrator, 'passkey');
    assert.equal((await removePasskey(passkey)).status, 204);
    assert.equal((await removePasskey(second)).status, 400);
    await exempt(1);
    assert.equal((await removePasskey(second)).status, 204);
  });

  it('keeps it from a colleague who has none, too, who may take it after setting one up', async () => {
    await gatehouse.store.settings.put(organizationId, restriction, 'true');
    const colleague = await createAccount(gatehouse, password, { organizationId, isAdministrator: true });
    const theirs = await userToken(gatehouse, colleague, inPerson);
    const take = (path: string) => apiOf(gatehouse, () => theirs)('DELETE', `/api/User/${administrator.id}/${path}`);
    for (const path of ['Factors', `Factors/${passkey}`]) {
      const refused = await take(path);
      assert.equal(refused.status, 400, refused.text);
      assert.match(refused.json.detail, /No administrator could sign in any more/);
    }
    assert.equal((await gatehouse.store.factors.ofUser(administrator)).length, 1);
    await giveFactor(gatehouse, colleague, 'passkey');
    assert.equal((await take(`Factors/${passkey}`)).status, 204);
    assert.equal((await take('Factors')).status, 204);
    await gatehouse.db.deleteFrom('memberships').where('member_id', '=', colleague.id).execute();
  });
});
