import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type LoginAttemptResult, loginAttemptResults } from '../../src/directory/login-attempt.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { world } from '../support/world.ts';

// What each sign-in writes.

const { organization } = world;
let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.UserLoginAttempt');
});
const call = apiOf(gatehouse, () => bearer);
const password = 'r1ght-password';

const signIn = (name: string, secret: string, tenancyName: string = organization.name) =>
  send(`${gatehouse.url}/api/account/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'user-agent': 'Owl/1' },
    body: JSON.stringify({ tenancyName, usernameOrEmailAddress: name, password: secret }),
  });
const attempts = async ({ id }: Account, query = 'top=1000') =>
  (await call('GET', `/api/User/${id}/loginAttempts?${query}`)).json;
const update = (account: Account, values: object) =>
  gatehouse.db.updateTable('users').set(values).where('id', '=', account.id).execute();

type Event = (account: Account, name: string) => Promise<unknown>;

const events: readonly (readonly [what: string, results: readonly LoginAttemptResult[], happen: Event])[] = [
  ['a right password', ['success'], (_, name) => signIn(name, password)],
  ['a right password under a name in other letters', ['success'], (_, name) => signIn(name.toUpperCase(), password)],
  ['a wrong password', ['invalidPassword'], (_, name) => signIn(name, 'wrong')],
  [
    'a failure that reaches the limit, and any attempt after it',
    ['invalidPassword', 'lockedOut', 'lockedOut'],
    async (_, name) => {
      await using _limit = await setSetting(gatehouse, 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', '2');
      for (const secret of ['wrong', 'wrong', password]) await signIn(name, secret);
    },
  ],
  [
    'an account that is not active',
    ['userIsNotActive'],
    async (account, name) => {
      await update(account, { is_active: 0 });
      await signIn(name, password);
    },
  ],
  [
    'an address that is not confirmed where it must be',
    ['userEmailIsNotConfirmed'],
    async (account, name) => {
      await using _rule = await setSetting(gatehouse, 'Auth.RequireConfirmedEmail', 'true');
      await update(account, { email: `${account.id}@x.example`, email_key: `${account.id}@X.EXAMPLE`.toUpperCase() });
      await signIn(name, password);
    },
  ],
  [
    'an organization that is not active',
    ['tenantIsNotActive'],
    async (_, name) => {
      const active = (is_active: 0 | 1) =>
        gatehouse.db.updateTable('organizations').set({ is_active }).where('id', '=', organization.id).execute();
      await active(0);
      await signIn(name, password);
      await active(1);
    },
  ],
  [
    'no sign-in: the token of an application, or a personal access token',
    [],
    async (account) => {
      await token(gatehouse, 'PM.User');
      const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
      await apiOf(gatehouse, () => value)('GET', `/api/User/${account.id}`);
    },
  ],
];

describe('the list of sign-in attempts', () => {
  for (const [what, results, happen] of events) {
    it(`says ${results.join(', ') || 'nothing'} of ${what}`, async () => {
      const account = await createAccount(gatehouse, password);
      await happen(account, `user-${account.id}`);
      const { totalCount, results: rows } = await attempts(account);
      assert.equal(totalCount, results.length);
      assert.deepEqual(
        rows.toReversed().map(({ result }: { result: number }) => loginAttemptResults[result]),
        results,
      );
      for (const row of rows) {
        assert.deepEqual(
          [row.partitionName, row.partitionGlobalId, row.userId, row.clientName, row.browserInfo],
          [organization.name, organization.id, account.id, null, 'Owl/1'],
        );
        assert.match(row.clientIpAddress, /127\.0\.0\.1|::1/);
        assert.match(row.creationTime, /Z$/);
      }
      const { lastLoginTime } = (await call('GET', `/api/User/${account.id}`)).json;
      assert.equal(lastLoginTime, results.includes('success') ? rows[0].creationTime : null);
    });
  }

  it('has a row of the first one who is refused because of a lock, and counts the others', async () => {
    await using _limit = await setSetting(gatehouse, 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', '1');
    const account = await createAccount(gatehouse, password);
    for (let n = 0; n < 5; n++) await signIn(`user-${account.id}`, 'wrong');
    assert.equal((await attempts(account)).totalCount, 2);
    const { lockedSources } = (await call('GET', `/api/User/${account.id}/lockout`)).json;
    assert.equal(lockedSources[0].refused, 4);
  });

  it('keeps no attempts under names that nobody has', async () => {
    for (const tenancyName of [organization.name, 'Nowhere']) {
      const name = newId();
      await signIn(name, password, tenancyName);
      const rows = await gatehouse.db
        .selectFrom('login_attempts')
        .selectAll()
        .where('user_name_or_email', '=', name)
        .execute();
      assert.deepEqual(rows, []);
    }
  });

  it('begins at the moment that is asked for, with or without a zone', async () => {
    const account = await createAccount(gatehouse, password);
    for (const at of ['2026-01-01T10:00:00Z', '2026-01-01T12:00:00Z']) {
      await gatehouse.store.loginAttempts.append({
        ...{ organizationId: organization.id, userId: account.id, userNameOrEmail: 'x', at: Date.parse(at) },
        ...{ clientIp: '10.0.0.1', clientName: null, browserInfo: null, result: 'success' },
      });
    }
    for (const [since, found] of [
      ['2026-01-01', 2],
      ['2026-01-01T10:00:00', 2],
      ['2026-01-01T10:00:00.001', 1],
      ['2026-01-01T10:00:00.0010000Z', 1],
      ['2026-01-01T12:00:00Z', 1],
      ['2026-01-01T13:00:00%2B01:00', 1],
      ['2026-01-01T13:00:01%2B01:00', 0],
      ['', 2],
    ] as const) {
      assert.equal((await attempts(account, `since=${since}`)).totalCount, found, since);
    }
    assert.equal((await attempts(account, 'userSID=S-1-5-21')).totalCount, 0);
    for (const since of ['x', '2026-02-30', '12']) {
      const { errors } = await attempts(account, `since=${since}`);
      assert.deepEqual(errors, { since: [`The value '${since}' is not valid.`] });
    }
  });
});
