import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// What administrators do about the second factors of others.

let bearer = '';
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.Group');
});
const api = apiOf(gatehouse, () => bearer);
const pathOf = ({ id }: Account) => `/api/User/${id}/factors`;
const people = () => createAccount(gatehouse, 'al0h0m0ra-account');

describe('the second factors of a user', () => {
  it('are listed without what they are proved with, in the order in which they were set up', async () => {
    const user = await people();
    const id = await giveFactor(gatehouse, user);
    const { status, json } = await api('GET', pathOf(user));
    assert.equal(status, 200);
    const [{ creationTime, ...factor }] = json.factors;
    assert.ok(Date.parse(creationTime) > 0);
    assert.deepEqual(factor, { id, kind: 'totp', name: 'totp', lastUseTime: null });
    assert.deepEqual([json.userId, json.recoveryCodesLeft, json.isDemanded, json.dueTime], [user.id, 0, false, null]);
  });

  it('can be seen by their owner, and by nobody else who administers nothing', async () => {
    const [owner, other] = [await people(), await people()];
    await giveFactor(gatehouse, owner);
    const own = apiOf(gatehouse, () => ownBearer);
    const ownBearer = await userToken(gatehouse, owner, ['PM.User.Read']);
    assert.equal((await own('GET', pathOf(owner))).json.factors.length, 1);
    assert.equal((await own('GET', pathOf(other))).status, 403);
    assert.equal((await own('DELETE', pathOf(owner))).status, 403);
  });

  it('are told of several users at once, by kind', async () => {
    const [one, other, none] = [await people(), await people(), await people()];
    await giveFactor(gatehouse, one, 'passkey');
    await giveFactor(gatehouse, one, 'passkey');
    await giveFactor(gatehouse, other);
    const asked = [one, other, none].map(({ id }) => `userId=${id}`).join('&');
    const { json } = await api('GET', `/api/User/users/${world.organization.id}/factors?${asked}`);
    const kinds = new Map(json.map((found: { userId: string; kinds: string[] }) => [found.userId, found.kinds]));
    assert.deepEqual([kinds.get(one.id), kinds.get(other.id), kinds.has(none.id)], [['passkey'], ['totp'], false]);
    const many = Array.from({ length: 201 }, () => 'userId=x').join('&');
    assert.equal((await api('GET', `/api/User/users/${world.organization.id}/factors?${many}`)).status, 400);
  });

  it('are removed one by one, or all at once, which is recorded', async () => {
    const user = await people();
    const first = await giveFactor(gatehouse, user);
    await giveFactor(gatehouse, user, 'passkey');
    assert.equal((await api('DELETE', `${pathOf(user)}/${newId()}`)).status, 404);
    assert.equal((await api('DELETE', `${pathOf(user)}/${first}`)).status, 204);
    assert.equal((await api('GET', pathOf(user))).json.factors.length, 1);
    assert.equal((await api('DELETE', pathOf(user))).status, 204);
    assert.deepEqual((await api('GET', pathOf(user))).json.factors, []);
    const entries = (await auditOf(gatehouse, 'SecondFactor')).filter(({ targetId }) => targetId === user.id);
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['Reset', 'Delete'],
    );
  });

  it('are required of one person, and that is undone', async () => {
    const user = await people();
    assert.equal((await api('POST', `${pathOf(user)}/require`)).status, 204);
    const { json } = await api('GET', pathOf(user));
    assert.equal(json.isDemanded, true);
    assert.ok(Date.parse(json.dueTime) > Date.now());
    assert.equal((await api('DELETE', `${pathOf(user)}/require`)).status, 204);
    const after = (await api('GET', pathOf(user))).json;
    assert.deepEqual([after.isDemanded, after.dueTime], [false, null]);
  });
});

describe('the second factors of an administrator', () => {
  it('are removed by another administrator, and not by themselves', async () => {
    const [one, other] = [
      await createAccount(gatehouse, 'al0h0m0ra-account', { isAdministrator: true }),
      await createAccount(gatehouse, 'al0h0m0ra-account', { isAdministrator: true }),
    ];
    const factor = await giveFactor(gatehouse, one);
    const scopes = ['PM.User', 'PM.Group'];
    const [own, others] = [await userToken(gatehouse, one, scopes), await userToken(gatehouse, other, scopes)];
    const asOne = apiOf(gatehouse, () => own);
    for (const path of [pathOf(one), `${pathOf(one)}/${factor}`])
      assert.equal((await asOne('DELETE', path)).status, 400);
    assert.equal((await apiOf(gatehouse, () => others)('DELETE', pathOf(one))).status, 204);
  });

  it('are not removed by what may not let an administrator in', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const factor = await giveFactor(gatehouse, administrator);
    const weak = await token(gatehouse, 'PM.User');
    const asWeak = apiOf(gatehouse, () => weak);
    for (const path of [pathOf(administrator), `${pathOf(administrator)}/${factor}`]) {
      assert.equal((await asWeak('DELETE', path)).status, 403);
    }
  });
});
