import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { until } from '../support/until.ts';

let bearer: string;
// One thread with dear hashes, and much patience: whoever comes waits.
const gatehouse = useGatehouse(
  async (started) => {
    bearer = await token(started);
  },
  { 'hash-threads': '1', 'hash-iterations': '10', 'hash-wait': '300' },
);

const wrong = { oldPassword: 'wrong', newPassword: 'patr0nu5' };
const right = { oldPassword: 'al0h0m0ra-account', newPassword: 'patr0nu5' };
const attempt = (account: Account, body: object) => postChange(gatehouse, { bearer, userId: account.id }, body);

/** How many attempts of the accounts are on their way. */
async function pending(...people: readonly Account[]): Promise<number> {
  const ids = people.map(({ id }) => id);
  const rows = await gatehouse.db
    .selectFrom('password_attempts')
    .select('pending')
    .where('user_id', 'in', ids)
    .execute();
  return rows.reduce((sum, row) => sum + row.pending, 0);
}

describe('a caller who hangs up while waiting', () => {
  it('frees the place in the queue, changes nothing and is not counted', async () => {
    const account = await createAccount(gatehouse, right.oldPassword);
    const others = await Promise.all(Array.from({ length: 15 }, () => createAccount(gatehouse, right.oldPassword)));
    const ahead = others.map((other) => attempt(other, wrong));
    await until(async () => (await pending(...others)) > 2); // One is computed, the next lies ready, and one waits.
    const callers = Array.from({ length: 12 }, () => new AbortController());
    const gone = callers.map(({ signal }) =>
      send(`${gatehouse.url}/identity/api/User/${account.id}/changepassword`, {
        method: 'POST',
        signal,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(right),
      }),
    );
    await until(async () => (await pending(account)) > 0);
    for (const caller of callers) caller.abort();
    await Promise.allSettled(gone);
    await Promise.all(ahead);
    await until(async () => (await pending(account)) === 0);
    assert.equal((await attempt(account, right)).text, '{"succeeded":true,"errors":[]}');
    const aborted = gatehouse.logLines.filter((line) => line.aborted === true);
    assert.ok(aborted.length > 0);
  });
});
