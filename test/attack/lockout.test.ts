import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { isRefused, reserveAttempt } from '../../src/password/attempts.ts';
import { onEmbedded } from '../../src/store/store.fixture.ts';
import { type Account, createAccount, weakenHash } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { temporaryFolder } from '../support/folder.ts';
import { noBudgets, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { createApplication, postForm } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';

// Somebody who does not want to get in, but to keep the owner out.

let bearer: string;
let portal: { readonly id: string; readonly secret: string | null };
const gatehouse = useGatehouse(
  async (running) => {
    bearer = await token(running);
    portal = await createApplication(running, { isFirstParty: true, scopes: [{ name: 'PM.User', type: 'user' }] });
  },
  { 'hash-wait': '120', ...noBudgets, 'trusted-proxies': '127.0.0.0/8' },
);
const right = 'al0h0m0ra-account';
const page = '/Hogwarts/identity/web/login';
let account: Account;

beforeEach(async () => {
  account = await createAccount(gatehouse, right);
});

const from = (n: number) => ({ 'x-forwarded-for': `10.${n >> 8}.${n & 255}.1` });

const login = async (
  password: unknown,
  headers: Record<string, string> = {},
  server: string = gatehouse.url,
): Promise<number> => {
  const body = { TenancyName: 'Hogwarts', UsernameOrEmailAddress: `user-${account.id}`, Password: password };
  const url = `${server}/api/Account/Authenticate`;
  const json = { 'content-type': 'application/json', ...headers };
  return (await send(url, { method: 'POST', headers: json, body: JSON.stringify(body) })).status;
};

const throughThePage = (visitor: Visitor, password: string, headers: Record<string, string> = {}) =>
  visitor.submit(page, { userName: `user-${account.id}`, password }, headers);

const browser = () => createVisitor(() => gatehouse.url);

/** So many wrong passwords, from as many networks as are needed for none of them to be locked. */
async function besiege(count: number): Promise<void> {
  await weakenHash(gatehouse, account, right);
  await Promise.all(Array.from({ length: count }, (_, n) => login(`guess-${n}`, from(n))));
}

describe('an owner who is besieged', () => {
  it('is not locked out by passwords that can be nobody’s', async () => {
    for (const password of ['', null, 'x'.repeat(5000)]) {
      await Promise.all(Array.from({ length: 12 }, async () => assert.equal(await login(password), 401)));
    }
    assert.equal(await login(right), 200);
  });

  it('signs in from another network than the one that is locked', async () => {
    for (let n = 0; n < 10; n++) await login('wrong', from(1));
    assert.equal(await login(right, from(1)), 401);
    assert.equal(await login(right, from(2)), 200);
  });

  it('signs in with a browser that is known, also after signing out, when strangers have used up their day', async () => {
    const own = browser();
    assert.equal((await throughThePage(own, right)).status, 303);
    own.cookies.delete('gatehouse.session');
    await besiege(100);
    assert.equal(await login(right, from(300)), 401);
    assert.equal((await throughThePage(browser(), right, from(300))).status, 400);
    assert.equal((await throughThePage(own, right, from(300))).status, 303);
  });

  it('changes the password with the own token, and an application signs the owner in, meanwhile', async () => {
    await besiege(100);
    const form = { grant_type: 'password', client_id: portal.id, client_secret: portal.secret ?? '', scope: 'PM.User' };
    const person = { username: `user-${account.id}`, password: right };
    assert.equal((await postForm(gatehouse, '/identity/connect/token', { ...form, ...person })).status, 200);
    const own = await userToken(gatehouse, account, ['PM.User']);
    const body = { oldPassword: right, newPassword: 'patr0nus-charm-1' };
    assert.equal((await postChange(gatehouse, { bearer: own, userId: account.id }, body)).status, 200);
  });

  it('gets one mail within some hours, however many sources are locked', async () => {
    for (const n of [1, 2, 3]) for (let guess = 0; guess < 10; guess++) await login('wrong', from(n));
    const mails = await gatehouse.db
      .selectFrom('outbox')
      .select('payload')
      .where('kind', '=', 'AccountLockedOut')
      .where('payload', 'like', `%${account.id}%`)
      .execute();
    assert.deepEqual(
      mails.map(({ payload }) => JSON.parse(payload).source),
      [{ kind: 'network', network: '10.0.1.0/24' }],
    );
  });
});

describe('a server that died while passwords were verified', () => {
  // Where several servers share the store, another one may still verify them: there each is held for as long as that may take.
  it('holds none of them against anybody when it is back', onEmbedded, async () => {
    await using folder = await temporaryFolder();
    const before = await startGatehouse({ data: folder.path });
    account = await createAccount(before, right);
    const policy = { isEnabled: true, maxFailedAttempts: 10, lockoutMs: 60_000, isPerSource: true };
    const here = { kind: 'network', id: '127.0.0.0/24', network: '127.0.0.0/24' } as const;
    const tried = { organizationId: account.organizationId, user: account };
    const reserve = () => reserveAttempt(before.store, tried, here, policy, Date.now());
    for (let n = 0; n < 10; n++) assert.ok(!isRefused(await reserve()));
    assert.ok(isRefused(await reserve()));
    await before.stop();
    const after = await startGatehouse({ data: folder.path });
    assert.equal(await login(right, {}, after.url), 200);
    await after.stop();
  });
});

describe('strangers', () => {
  it('get no more than a hundred verifications of an account together, however many networks they have', async () => {
    await besiege(150);
    const rows = await gatehouse.db
      .selectFrom('login_attempts')
      .select('result')
      .where('user_id', '=', account.id)
      .execute();
    // The hundredth says what it led to, and so does the first one that is refused.
    const count = (result: string) => rows.filter((row) => row.result === result).length;
    assert.equal(count('invalidPassword'), 99);
    assert.ok(count('lockedOut') <= 2);
  });

  it('have no browser that is known because they have signed in somewhere else, or because they say so', async () => {
    const stranger = browser();
    const other = await createAccount(gatehouse, right);
    assert.equal((await stranger.submit(page, { userName: `user-${other.id}`, password: right })).status, 303);
    stranger.cookies.delete('gatehouse.session');
    const device = stranger.cookies.get('gatehouse.device') ?? '';
    for (let n = 0; n < 10; n++) await login('wrong', from(9));
    assert.equal((await throughThePage(stranger, right, from(9))).status, 400);
    for (const made of [device.slice(0, -4), 'AAAA', `${device}AAAA`]) {
      stranger.cookies.set('gatehouse.device', made);
      assert.equal((await throughThePage(stranger, right, from(9))).status, 400);
    }
  });

  it('do not become an application by naming a public one', async () => {
    const house = await createApplication(gatehouse, {
      ...{ isFirstParty: true, isConfidential: false, scopes: [{ name: 'PM.User', type: 'user' }] },
    });
    const form = { grant_type: 'password', client_id: house.id, scope: 'PM.User', username: `user-${account.id}` };
    const guess = (password: string, n: number) =>
      postForm(gatehouse, '/identity/connect/token', { ...form, password }, from(n));
    for (let n = 0; n < 10; n++) await guess('wrong', 20);
    assert.equal((await guess(right, 20)).status, 400);
    assert.equal((await guess(right, 21)).status, 200);
  });

  it('leave no row for each name that nobody has, and a summary for each hour at most', async () => {
    const rows = async () => ({
      attempts: (await gatehouse.db.selectFrom('login_attempts').select('id').execute()).length,
      audit: (await gatehouse.db.selectFrom('audit_entries').select('sequence').execute()).length,
    });
    const before = await rows();
    const body = (name: string) =>
      JSON.stringify({ TenancyName: 'Hogwarts', UsernameOrEmailAddress: name, Password: 'wrong-password' });
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        send(`${gatehouse.url}/api/Account/Authenticate`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...from(n) },
          body: body(newId()),
        }),
      ),
    );
    assert.deepEqual(await rows(), before);
  });
});

describe('a guess by setting a password', () => {
  const call = apiOf(gatehouse, () => bearer);
  const guess = (password: string) => call('PUT', `/api/User/${account.id}`, { password, groupIDsToAdd: [newId()] });

  it('is counted, so that an application learns no more than it would by changing it', async () => {
    const answers = [];
    for (let n = 0; n < 10; n++) answers.push(await guess(`guess-number-${n}`));
    assert.ok(answers.every(({ text }) => !text.includes('PasswordReused')));
    assert.deepEqual((await guess(right)).json.errors[0].code, 'UserLockedOut');
    assert.equal(await login(right), 200);
  });

  it('is counted in parallel as well', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess(`guess-number-${n}`)));
    const told = answers.filter(({ text }) => !text.includes('UserLockedOut')).length;
    assert.equal(told, 10);
  });
});

describe('the organization', () => {
  it('can count everybody together, as it was before, and has the owner locked out with everybody', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.PerSource', 'false');
    const own = browser();
    assert.equal((await throughThePage(own, right)).status, 303);
    own.cookies.delete('gatehouse.session');
    for (let n = 0; n < 10; n++) await login('wrong', from(n));
    assert.equal((await throughThePage(own, right)).status, 400);
    assert.equal(await login(right, from(99)), 401);
  });
});
