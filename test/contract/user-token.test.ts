import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const body = { oldPassword: 'al0h0m0ra-account', newPassword: 'patr0nu5' };
let account: Account;
beforeEach(async () => {
  account = await createAccount(gatehouse, 'al0h0m0ra-account');
});

const changeAs = async (caller: Account, target: Account, scopes: readonly string[] = ['PM.User']) => {
  const bearer = await userToken(gatehouse, caller, scopes);
  return await postChange(gatehouse, { bearer, userId: target.id }, body);
};

describe('a person with a token', () => {
  it("changes the person's own password", async () => {
    assert.equal((await changeAs(account, account)).status, 200);
  });

  it("may not change another person's, and learns why", async () => {
    const answer = await changeAs(await createAccount(gatehouse, null), account);
    assert.equal(answer.status, 403);
    assert.match(answer.json.message, /administrator/);
  });

  it("changes anybody's in the organization as its administrator", async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    assert.equal((await changeAs(administrator, account)).status, 200);
  });

  it("changes nobody's in another organization, administrator or not", async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const elsewhere = { ...account, id: world.otherOrganization.userId };
    assert.equal((await changeAs(administrator, elsewhere)).status, 403);
  });

  it('needs the scope even for the own account', async () => {
    const answer = await changeAs(account, account, ['PM.User.Read']);
    assert.equal(answer.status, 403);
    assert.match(answer.json.errorMessage, /Expect to have 'PM\.User' or 'PM\.User\.Write'/);
  });

  it('passes every scope check with the internal scope of first-party clients', async () => {
    assert.equal((await changeAs(account, account, ['IdentityServerApi'])).status, 200);
  });
});

describe('after a change', () => {
  it('every access token issued before is refused with 401 on the next request, and a new one is accepted', async () => {
    const before = await userToken(gatehouse, account, ['PM.User']);
    await postChange(gatehouse, { bearer: before, userId: account.id }, body);
    const answer = await postChange(gatehouse, { bearer: before, userId: account.id }, {});
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
    assert.equal(answer.text, '');
    const after = await userToken(gatehouse, account, ['PM.User']);
    assert.equal((await postChange(gatehouse, { bearer: after, userId: account.id }, {})).status, 400);
  });

  it('a change that fails leaves the tokens alone', async () => {
    const bearer = await userToken(gatehouse, account, ['PM.User']);
    await postChange(gatehouse, { bearer, userId: account.id }, { ...body, oldPassword: 'wrong' });
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, body)).status, 200);
  });

  it('the tokens of other people and of applications stay good', async () => {
    const other = await createAccount(gatehouse, 'al0h0m0ra-account');
    const otherBearer = await userToken(gatehouse, other, ['PM.User']);
    const bearer = await token(gatehouse);
    await postChange(gatehouse, { bearer, userId: account.id }, body);
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, {})).status, 400);
    assert.equal((await postChange(gatehouse, { bearer: otherBearer, userId: other.id }, body)).status, 200);
  });
});

describe('an account that is no longer what it was', () => {
  const refused = async (arrange: (account: Account) => Promise<unknown>) => {
    const bearer = await userToken(gatehouse, account, ['PM.User']);
    await arrange(account);
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, body)).status, 401);
  };
  const update = (values: object) => (who: Account) =>
    gatehouse.db.updateTable('users').set(values).where('id', '=', who.id).execute();

  it('is refused once it is not active', () => refused(update({ is_active: 0 })));
  it('is refused once it is deleted', () => refused(update({ deleted_at: 1 })));

  it('is refused when the application that asked for the token is not active any more', async () => {
    const bearer = await token(gatehouse, 'PM.User', world.otherApplication);
    const setActive = (is_active: 0 | 1) =>
      gatehouse.db.updateTable('applications').set({ is_active }).where('id', '=', world.otherApplication.id).execute();
    await setActive(0);
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, body)).status, 401);
    await setActive(1);
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, body)).status, 403);
  });
});
