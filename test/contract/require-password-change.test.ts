import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const password = 'al0h0m0ra-account';
let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running);
});
const call = apiOf(gatehouse, () => bearer);
const require = (...userIds: readonly string[]) =>
  call('POST', '/api/User/RequirePasswordChange', { partitionGlobalId: world.organization.id, userIds });
const signIn = async (id: string, given = password) =>
  (
    await createVisitor(() => gatehouse.url).submit('/Hogwarts/identity/web/login', {
      userName: `user-${id}`,
      password: given,
    })
  ).location ?? '';

describe('people who have to choose another password', () => {
  it('are asked for it at their next sign-in, even where first passwords need not be changed, and once', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.Password.ShouldChangePasswordAfterFirstLogin', 'false');
    const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    assert.equal((await require(one.id)).status, 204);
    assert.match(await signIn(one.id), /web\/change-password/);
    assert.doesNotMatch(await signIn(other.id), /web\/change-password/);
    const change = { oldPassword: password, newPassword: 'lum0s-maxima-now' };
    assert.equal((await postChange(gatehouse, { bearer, userId: one.id }, change)).status, 200);
    assert.doesNotMatch(await signIn(one.id, 'lum0s-maxima-now'), /web\/change-password/);
  });

  it('read on the page that their administrator asks for it', async () => {
    const { id } = await createAccount(gatehouse, password);
    await require(id);
    const visitor = createVisitor(() => gatehouse.url);
    const fields = { userName: `user-${id}`, password };
    const { location = '' } = await visitor.submit('/Hogwarts/identity/web/login', fields);
    assert.match((await visitor.get(location)).html, /Your administrator asks you to choose a new password\./);
  });

  it('are as many as are named; who is not there, or has no password, is skipped; each has an entry in the audit', async () => {
    const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    const without = await createAccount(gatehouse, null);
    assert.equal((await require(one.id, other.id, without.id, 'nobody', one.id)).status, 204);
    const entries = await gatehouse.store.audit.after(world.organization.id, 0, 100_000);
    const named = entries
      .filter(({ details }) => details.includes('mustChangePassword'))
      .map(({ targetId }) => targetId);
    const expected = [one.id, other.id].sort();
    assert.deepEqual(named.filter((id) => [one.id, other.id, without.id].includes(id ?? '')).sort(), expected);
  });

  it('stay signed in until then', async () => {
    const account = await createAccount(gatehouse, password);
    const own = await userToken(gatehouse, account, ['PM.User']);
    await require(account.id);
    assert.equal((await apiOf(gatehouse, () => own)('GET', `/api/User/${account.id}`)).status, 200);
  });

  it('are named by those who may change users, of their own organization', async () => {
    const account = await createAccount(gatehouse, password);
    const own = await userToken(gatehouse, account, ['PM.User']);
    const body = { userIds: [account.id] };
    assert.equal((await apiOf(gatehouse, () => own)('POST', '/api/User/RequirePasswordChange', body)).status, 403);
    const { otherOrganization } = world;
    assert.equal((await require(otherOrganization.userId)).status, 204);
    const user = { organizationId: otherOrganization.id, id: otherOrganization.userId };
    assert.equal((await gatehouse.store.credentials.find(user))?.isChangeRequired, false);
  });
});
