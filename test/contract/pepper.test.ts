import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSealedHash } from '../../src/directory/pepper.ts';
import { createPepper, pepperKeyId } from '../../src/password/pepper.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';

const key = Buffer.alloc(32, 1);
const password = 'al0h0m0ra-account';
let bearer: string;
const gatehouse = useGatehouse(
  async (running) => {
    bearer = await token(running);
  },
  { pepper: key.toString('base64') },
);
const call = apiOf(gatehouse, () => bearer);

const signIn = (account: Account, secret = password) =>
  send(`${gatehouse.url}/api/account/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress: `user-${account.id}`, password: secret }),
  });

const change = (account: Account, oldPassword: string, newPassword: string) =>
  postChange(gatehouse, { bearer, userId: account.id }, { oldPassword, newPassword });

/** What lies in the store of an account's present password. */
async function stored({ id }: Account): Promise<string> {
  const row = await gatehouse.db
    .selectFrom('credentials')
    .select('password_hash')
    .where('user_id', '=', id)
    .executeTakeFirstOrThrow();
  return row.password_hash ?? '';
}

const put = (account: Account, text: string) =>
  gatehouse.db.updateTable('credentials').set({ password_hash: text }).where('user_id', '=', account.id).execute();

describe('a server with a pepper', () => {
  it('seals the hash of every new password, and takes those from before it as they are', async () => {
    const account = await createAccount(gatehouse, password);
    assert.ok(!isSealedHash(await stored(account)));
    assert.equal((await signIn(account)).status, 200);
    assert.equal((await change(account, password, 'patr0nu5-2')).status, 200);
    assert.match(await stored(account), new RegExp(`^\\$pepper\\$${pepperKeyId(key)}\\$\\$argon2id\\$`));
    assert.equal((await signIn(account, 'patr0nu5-2')).status, 200);
    assert.equal((await signIn(account, password)).status, 401);
  });

  it('knows the passwords that somebody had, which it has sealed', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.Password.PreviousUseLimit', '3');
    const account = await createAccount(gatehouse, password);
    assert.equal((await change(account, password, 'patr0nu5-2')).status, 200);
    assert.equal((await change(account, 'patr0nu5-2', 'patr0nu5-3')).status, 200);
    const refused = await change(account, 'patr0nu5-3', password);
    assert.deepEqual(
      refused.json.errors.map(({ code }: { code: string }) => code),
      ['PasswordReused'],
    );
    const rows = await gatehouse.db
      .selectFrom('password_history')
      .select('password_hash')
      .where('user_id', '=', account.id)
      .execute();
    assert.deepEqual(
      rows.map((row) => isSealedHash(row.password_hash)),
      [true, true],
    );
  });

  it('says of a hash whose key it does not have that it is at fault, to the right password and to a wrong one, and counts neither', async () => {
    const account = await createAccount(gatehouse, password);
    const inClear = await stored(account);
    const other = createPepper({ first: Buffer.alloc(32, 2), all: [Buffer.alloc(32, 2)] });
    await put(account, other.seal(inClear, account));
    for (const secret of [password, 'wr0ng-password']) assert.equal((await signIn(account, secret)).status, 500);
    assert.equal((await change(account, password, 'patr0nu5-2')).status, 500);
    const locks = (await call('GET', `/api/User/${account.id}/lockout`)).json;
    assert.equal(locks.strangers.wrongPasswords, 0);
    assert.deepEqual(locks.lockedSources, []);
    const fault = gatehouse.logLines.findLast(({ message }) => message === 'fault');
    assert.match(String(fault?.error), /sealed with the pepper key [\da-f]{8}, which is not configured here/);
    await put(account, inClear);
    assert.equal((await signIn(account)).status, 200);
  });

  it('takes a hash for nobody but the account for which it was sealed', async () => {
    const [harry, ron] = [await createAccount(gatehouse, password), await createAccount(gatehouse, 'other-passw0rd')];
    assert.equal((await change(harry, password, 'patr0nu5-2')).status, 200);
    await put(ron, await stored(harry));
    assert.equal((await signIn(ron, 'patr0nu5-2')).status, 500);
    assert.equal((await signIn(harry, 'patr0nu5-2')).status, 200);
  });
});
