import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
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
  { 'hash-wait': '120' },
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
  const attempts = await db.selectFrom('login_attempts').select('result').where('user_id', '=', account.id).execute();
  const changes = await db
    .selectFrom('audit_entries')
    .select('details')
    .where('target_id', '=', account.id)
    .where('action', '=', 'ChangePasswordFailed')
    .execute();
  const mismatches = changes.filter(({ details }) => details.includes('PasswordMismatch'));
  return attempts.filter(({ result }) => result === 'invalidPassword').length + mismatches.length;
}

async function assertLocked(guesses: readonly Guess[]): Promise<void> {
  const count = await verifications();
  // The one that locks may say so instead of what it found.
  assert.ok(count === limit || count === limit - 1, `${count} verifications`);
  const locks = await gatehouse.db
    .selectFrom('audit_entries')
    .select('action')
    .where('target_id', '=', account.id)
    .where('action', '=', 'LockedOut')
    .execute();
  assert.equal(locks.length, 1);
  for (const guess of guesses) assert.notEqual(await guess(right), 200);
  const { locked_until } = await gatehouse.db
    .selectFrom('credentials')
    .select('locked_until')
    .where('user_id', '=', account.id)
    .executeTakeFirstOrThrow();
  assert.ok((locked_until ?? 0) > Date.now());
}

const doors: readonly (readonly [name: string, open: () => Promise<Guess>])[] = [
  ['the sign-in page', throughThePage],
  ['the legacy login', async () => throughTheLegacyLogin],
  ['the password grant', async () => throughThePasswordGrant],
  ['a change of the password', async () => throughAChange],
];

describe('parallel guesses', () => {
  for (const [name, open] of doors) {
    it(`through ${name} get no more verifications than the limit, and lock the account`, async () => {
      const guess = await open();
      const statuses = await Promise.all(Array.from({ length: 50 }, (_, n) => guess(`guess-${n}`)));
      assert.ok(statuses.every((status) => status === 400 || status === 401));
      await assertLocked([guess]);
    });
  }

  it('through all doors together, two hundred of them, get no more either', async () => {
    const guesses = await Promise.all(doors.map(([, open]) => open()));
    const all = Array.from({ length: 200 }, (_, n) => (guesses[n % guesses.length] as Guess)(`guess-${n}`));
    const statuses = await Promise.all(all);
    assert.ok(statuses.every((status) => status === 400 || status === 401));
    await assertLocked(guesses);
  });
});
