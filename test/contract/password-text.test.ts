import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { createApplication, postForm } from '../support/oauth.ts';
import { createVisitor } from '../support/visitor.ts';

// What people type as a password is nobody's to shorten or to put right.

let house: { readonly id: string };
let bearer: string;
let account: Account;
const gatehouse = useGatehouse(async (running) => {
  const scopes = [{ name: 'PM.User', type: 'user' }] as const;
  house = await createApplication(running, { isFirstParty: true, isConfidential: false, scopes });
  bearer = await token(running);
});

/** Each answers whether the password was right. */
const doors: Readonly<Record<string, (password: string) => Promise<boolean>>> = {
  async 'the sign-in page'(password) {
    const fields = { userName: `user-${account.id}`, password };
    return (await createVisitor(() => gatehouse.url).submit('/Hogwarts/identity/web/login', fields)).status === 303;
  },
  async 'the legacy login'(password) {
    const body = { TenancyName: 'Hogwarts', UsernameOrEmailAddress: `user-${account.id}`, Password: password };
    const headers = { 'content-type': 'application/json' };
    const url = `${gatehouse.url}/api/Account/Authenticate`;
    return (await send(url, { method: 'POST', headers, body: JSON.stringify(body) })).status === 200;
  },
  async 'the password grant'(password) {
    const person = { username: `user-${account.id}`, password };
    const form = { grant_type: 'password', client_id: house.id, scope: 'PM.User', ...person };
    return (await postForm(gatehouse, '/identity/connect/token', form)).status === 200;
  },
  async 'a change of the password'(oldPassword) {
    const answer = await postChange(gatehouse, { bearer, userId: account.id }, { oldPassword, newPassword: 'short' });
    return !answer.text.includes('PasswordMismatch');
  },
};

/** Letters of both cases, an accent in one piece, other scripts, blanks at both ends: 112 characters. */
const exact = `  Mischief Managé 1 пароль 密码 🔑 ${'x'.repeat(77)}Y  `;
const nearly = {
  trimmed: exact.trim(),
  'in lower case': exact.toLowerCase(),
  'without its last character': exact.slice(0, -1),
  'cut after 72 bytes': Buffer.from(exact).subarray(0, 72).toString(),
};

describe('a password of more than a hundred characters', () => {
  before(async () => {
    account = await createAccount(gatehouse, 'al0h0m0ra-account');
    const visitor = createVisitor(() => gatehouse.url);
    const first = { userName: `user-${account.id}`, password: 'al0h0m0ra-account' };
    assert.equal((await visitor.submit('/Hogwarts/identity/web/login', first)).status, 303);
    const fields = { currentPassword: 'al0h0m0ra-account', newPassword: exact, repeatPassword: exact };
    assert.equal((await visitor.submit('/Hogwarts/identity/web/change-password', fields)).status, 303);
  });

  for (const [name, isRight] of Object.entries(doors)) {
    it(`is taken exactly as it was typed, and counts to its last blank: ${name}`, async () => {
      for (const [what, other] of Object.entries(nearly)) {
        assert.notEqual(other, exact);
        assert.equal(await isRight(other), false, what);
      }
      assert.equal(await isRight(exact), true);
    });

    it(`is the same from a keyboard that writes the accent as two characters: ${name}`, async () => {
      assert.notEqual(exact.normalize('NFD'), exact);
      assert.equal(await isRight(exact.normalize('NFD')), true);
    });
  }
});

describe('a password of 4,096 characters', () => {
  const longest = `Aa1${'x'.repeat(4093)}`;

  for (const [name, isRight] of Object.entries(doors)) {
    it(`is taken, and no longer one: ${name}`, async () => {
      account = await createAccount(gatehouse, longest);
      assert.equal(await isRight(`${longest}x`), false);
      assert.equal(await isRight(`${longest.slice(0, -1)}y`), false);
      assert.equal(await isRight(longest), true);
    });
  }
});

describe('a password that was hashed with its accents in two pieces', () => {
  const inTwo = 'Mischief Managé 1'.normalize('NFD');

  for (const [name, isRight] of Object.entries(doors)) {
    it(`goes on working as it was typed then: ${name}`, async () => {
      account = await createAccount(gatehouse, inTwo);
      assert.equal(await isRight(inTwo), true);
    });
  }
});
