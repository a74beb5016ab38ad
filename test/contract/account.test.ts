import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { until } from '../support/until.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const success = '{"succeeded":true,"errors":[]}';

const post = (operation: string, body: object, prefix = '/identity', bearer?: string): Promise<Answer> =>
  send(`${gatehouse.url}${prefix}/api/Account/${operation}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(bearer ? { authorization: `Bearer ${bearer}` } : {}) },
    body: JSON.stringify(body),
  });
const codes = ({ json }: Answer) => json.errors.map(({ code }: { code: string }) => code);

/** Somebody with an address and a password. */
async function person(): Promise<Account & { readonly userName: string }> {
  const account = await createAccount(gatehouse, 'f1rst-password');
  const email = `${account.id}@hogwarts.example`;
  await gatehouse.db
    .updateTable('users')
    .set({ email, email_key: email.toUpperCase() })
    .where('id', '=', account.id)
    .execute();
  return { ...account, userName: `user-${account.id}` };
}

const canSignIn = async (userName: string, password: string): Promise<boolean> => {
  const answer = await send(`${gatehouse.url}/api/account/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress: userName, password }),
  });
  return answer.json.success;
};

const linksTo = (id: string) =>
  gatehouse.db.selectFrom('outbox').select('kind').where('payload', 'like', `%${id}%`).execute();

describe('a person without a page', () => {
  it('changes the own password, with the scope', async () => {
    const account = await person();
    const bearer = await userToken(gatehouse, account, ['PM.User']);
    const reader = await userToken(gatehouse, account, ['PM.User.Read']);
    const wish = { oldPassword: 'f1rst-password', newPassword: 's3cond-password' };
    assert.equal((await post('ChangePassword', wish, '/identity', reader)).status, 403);
    assert.equal((await post('ChangePassword', wish)).status, 401);
    const wrong = await post('ChangePassword', { ...wish, oldPassword: 'x' }, '/identity', bearer);
    assert.deepEqual([wrong.status, codes(wrong)], [400, ['PasswordMismatch']]);
    const changed = await post('ChangePassword', wish, `/${world.organization.name}/identity_`, bearer);
    assert.deepEqual([changed.status, changed.text], [200, success]);
    assert.match(changed.headers.get('gatehouse-revoked') ?? '', /sessions=/);
    assert.ok(await canSignIn(account.userName, 's3cond-password'));
  });

  it('is no application: that has no password', async () => {
    const bearer = await token(gatehouse, 'PM.User');
    assert.equal((await post('ChangePassword', { oldPassword: 'x' }, '/identity', bearer)).status, 404);
  });

  it('who forgot the password gets a link, and nobody learns whether there is such a person', async () => {
    const account = await person();
    for (const [body, prefix] of [
      [{ usernameOrEmailAddress: account.userName, tenancyName: world.organization.name }, '/identity'],
      [{ usernameOrEmailAddress: `${account.id}@HOGWARTS.example` }, `/${world.organization.name}/identity_`],
      [{ usernameOrEmailAddress: newId(), tenancyName: world.organization.name }, '/identity'],
      [{ usernameOrEmailAddress: account.userName, tenancyName: 'Nowhere' }, '/identity'],
      [{}, '/identity'],
    ] as const) {
      const answer = await post('ForgotPassword', body, prefix);
      assert.deepEqual([answer.status, answer.text], [200, success]);
    }
    await until(async () => (await linksTo(account.id)).length >= 2);
    assert.deepEqual(
      (await linksTo(account.id)).map(({ kind }) => kind),
      ['ForgotPassword', 'ForgotPassword'],
    );
  });

  it('who forgot the password may name the tenancy as at the login: a tenant stands for its organization', async () => {
    const { organization, otherOrganization, tenant } = world;
    const account = await person();
    const ask = (tenancyName: string, prefix: string) =>
      post('ForgotPassword', { usernameOrEmailAddress: account.userName, tenancyName }, prefix);
    await ask(organization.name, `/${otherOrganization.name}/identity_`);
    await ask('host', `/${organization.name}/identity_`);
    for (const prefix of ['/identity', `/${organization.name}/identity_`]) {
      const before = (await linksTo(account.id)).length;
      assert.equal((await ask(tenant.toUpperCase(), prefix)).status, 200);
      await until(async () => (await linksTo(account.id)).length > before);
    }
    // One after the other: those before had their turn.
    assert.equal((await linksTo(account.id)).length, 2);
  });

  it('sets a new password with the token of a link, once and by the rules', async () => {
    for (const kind of ['ForgotPassword', 'UserInvitation'] as const) {
      const account = await person();
      const link = await createLink(gatehouse, account, kind);
      assert.deepEqual(codes(await post('ResetPassword', { token: link, newPassword: 'SHORT' })), [
        ...['PasswordTooShort', 'PasswordRequiresDigit', 'PasswordRequiresLower'],
      ]);
      const reset = await post('ResetPassword', { token: link, newPassword: 's3cond-password' });
      assert.deepEqual([reset.status, reset.text], [200, success]);
      assert.ok(await canSignIn(account.userName, 's3cond-password'));
      for (const used of [link, 'made-up', undefined]) {
        const refused = await post('ResetPassword', { token: used, newPassword: 'th1rd-password' });
        assert.deepEqual([refused.status, codes(refused)], [400, ['InvalidToken']]);
      }
    }
  });

  it('confirms the address with the token of its link, and with no other', async () => {
    const account = await person();
    const link = await createLink(gatehouse, account, 'EmailConfirmation');
    assert.deepEqual(codes(await post('ResetPassword', { token: link, newPassword: 's3cond-password' })), [
      'InvalidToken',
    ]);
    const call = apiOf(gatehouse, () => bearer);
    const bearer = await token(gatehouse, 'PM.User');
    assert.equal((await call('GET', `/api/User/${account.id}`)).json.emailConfirmed, false);
    assert.equal((await post('EmailConfirmation', { token: link })).text, success);
    assert.equal((await call('GET', `/api/User/${account.id}`)).json.emailConfirmed, true);
    assert.deepEqual(codes(await post('EmailConfirmation', { token: link })), ['InvalidToken']);
  });
});
