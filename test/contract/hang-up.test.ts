import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { until } from '../support/until.ts';

let bearer: string;
// One thread with slow hashes: callers have to wait.
const gatehouse = useGatehouse(
  async (started) => {
    bearer = await token(started);
  },
  { 'hash-threads': '1', 'hash-wait': '300', 'hash-queue-per-account': '20' },
);

const right = { oldPassword: 'al0h0m0ra-account', newPassword: 'patr0nu5' };
const attempt = (account: Account, body: object) => postChange(gatehouse, { bearer, userId: account.id }, body);
const gate = () => gatehouse.statistics().hashing.gate;
/** How many callers have come to the gate, whatever became of them. */
const arrived = () => gate().waiting.known + gate().ended.served + gate().ended.cancelled;

describe('a caller who hangs up while waiting', () => {
  it('frees the place in the queue, changes nothing and is not counted', async () => {
    const account = await createAccount(gatehouse, right.oldPassword);
    const others = await Promise.all(Array.from({ length: 80 }, () => createAccount(gatehouse, right.oldPassword)));
    const before = arrived();
    const ahead = others.map((other) => attempt(other, { oldPassword: 'wrong', newPassword: 'patr0nu5' }));
    await until(() => arrived() === before + 80);
    const callers = Array.from({ length: 12 }, () => new AbortController());
    const gone = callers.map(({ signal }) =>
      send(`${gatehouse.url}/identity/api/User/${account.id}/changepassword`, {
        method: 'POST',
        signal,
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(right),
      }),
    );
    await until(() => arrived() === before + 92);
    for (const caller of callers) caller.abort();
    await Promise.allSettled([...gone, ...ahead]);
    await until(() => gate().waiting.known + gate().taken === 0);
    assert.equal(gate().ended.cancelled, 12);
    assert.deepEqual(await gatehouse.store.attempts.ofUser(account), []);
    assert.equal((await attempt(account, right)).text, '{"succeeded":true,"errors":[]}');
    assert.equal(gatehouse.logLines.filter((line) => line.aborted === true).length, 12);
  });
});
