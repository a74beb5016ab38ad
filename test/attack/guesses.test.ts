import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';

// Somebody who guesses a password through every door at once. Guesses wait their turn, however slow the machine.

let house: { readonly id: string };
let bearer: string;
const gatehouse = useGatehouse(
  async (running) => {
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    house = await createApplication(running, { isFirstParty: true, isConfidential: false, scopes });
    bearer = await token(running);
  },
  { 'hash-wait': '120', ...noBudgets },
);
const right = 'al0h0m0ra-account';
const limit = 10;
let account: Account;

beforeEach(async () => {
  account = await createAccount(gatehouse, right);
});

/** Answers the status. */
type Guess = (password: string) => Promise<number>;

async function throughThePage(): Promise<Guess> {
  const path = '/Hogwarts/identity/web/login';
  const visitor = createVisitor(() => gatehouse.url);
  const formToken = tokenOf((await visitor.get(path)).html);
  return async (password) => (await visitor.post(path, { formToken, userName: `user-${account.id}`, password })).status;
}

const throughTheLegacyLogin: Guess = async (password) => {
  const body = { TenancyName: 'Hogwarts', UsernameOrEmailAddress: `user-${account.id}`, Password: password };
  const headers = { 'content-type': 'application/json' };
  const url = `${gatehouse.url}/api/Account/Authenticate`;
  return (await send(url, { method: 'POST', headers, body: JSON.stringify(body) })).status;
};

const throughThePasswordGrant: Guess = async (password) => {
  const person = { username: `user-${account.id}`, password };
  const body = new URLSearchParams({ grant_type: 'password', client_id: house.id, scope: 'PM.User', ...person });
  return (await send(`${gatehouse.url}/identity/connect/token`, { method: 'POST', body })).status;
};

const throughAChange: Guess = async (oldPassword) =>
  (await postChange(gatehouse, { bearer, userId: account.id }, { oldPassword, newPassword: 'patr0nus-charm-1' }))
    .status;

/** How many guesses were held against the password: a refusal for another reason was none. */
async function verifications(): Promise<number> {
  const { db } = gatehouse;
  const rows = await db.selectFrom('login_attempts').select('result').where('user_id', '=', account.id).execute();
  // The one that locks says so instead of what it found.
  return rows.filter(({ result }) => result === 'invalidPassword').length + (await locks());
}

const locks = async (): Promise<number> => {
  const entries = await gatehouse.db
    .selectFrom('audit_entries')
    .select('action')
    .where('target_id', '=', account.id)
    .where('action', '=', 'LockedOut')
    .execute();
  return entries.length;
};

async function assertLocked(guesses: readonly Guess[], sources: number): Promise<void> {
  assert.equal(await verifications(), sources * limit);
  assert.equal(await locks(), sources);
  for (const guess of guesses) assert.notEqual(await guess(right), 200);
  assert.equal(await verifications(), sources * limit);
}

const doors: readonly (readonly [name: string, open: () => Promise<Guess>])[] = [
  ['the sign-in page', throughThePage],
  ['the legacy login', async () => throughTheLegacyLogin],
  ['the password grant', async () => throughThePasswordGrant],
  ['a change of the password', async () => throughAChange],
];

describe('parallel guesses', () => {
  it('through all doors together get no more than the limit where the organization counts all of them together', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.PerSource', 'false');
    const guesses = await Promise.all(doors.map(([, open]) => open()));
    await Promise.all(Array.from({ length: 100 }, (_, n) => (guesses[n % guesses.length] as Guess)(`guess-${n}`)));
    await assertLocked(guesses, 1);
  });

  for (const [name, open] of doors) {
    it(`through ${name} get no more verifications than the limit, and lock the account`, async () => {
      const guess = await open();
      const statuses = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(`guess-${n}`)));
      assert.ok(statuses.every((status) => status === 400 || status === 401));
      await assertLocked([guess], 1);
    });
  }

  it('through all doors together, two hundred of them, get as many for the network and for the application', async () => {
    const guesses = await Promise.all(doors.map(([, open]) => open()));
    const all = Array.from({ length: 200 }, (_, n) => (guesses[n % guesses.length] as Guess)(`guess-${n}`));
    const statuses = await Promise.all(all);
    assert.ok(statuses.every((status) => status === 400 || status === 401));
    await assertLocked(guesses, 2);
  });
});
