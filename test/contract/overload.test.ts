import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, send, token } from '../support/http.ts';
import { createApplication, postForm } from '../support/oauth.ts';
import { until } from '../support/until.ts';

let bearer: string;
// One thread with slow hashes, and little patience: a queue that is easily filled.
const gatehouse = useGatehouse(
  async (started) => {
    bearer = await token(started);
  },
  { 'hash-threads': '1', 'hash-wait': '1' },
);

const wrong = { oldPassword: 'wrong', newPassword: 'patr0nu5' };
const password = 'al0h0m0ra-account';
const attempt = (account: Account, body: object): Promise<Answer> =>
  postChange(gatehouse, { bearer, userId: account.id }, body);
const accounts = (count: number) =>
  Promise.all(Array.from({ length: count }, () => createAccount(gatehouse, password)));

/** How many attempts the server has counted at these accounts: each is a hash that was computed or has its turn. */
async function counted(...people: readonly Account[]): Promise<number> {
  const rows = await gatehouse.db
    .selectFrom('password_attempts')
    .select(['failed', 'pending'])
    .where(
      'user_id',
      'in',
      people.map(({ id }) => id),
    )
    .execute();
  return rows.reduce((sum, row) => sum + row.failed + row.pending, 0);
}

describe('a flood of password changes', () => {
  it('is queued within bounds and then refused with 503 and Retry-After, while everything else is served', async () => {
    const people = await accounts(150);
    const flood = Promise.all(people.map((account) => attempt(account, wrong)));
    await until(async () => (await counted(...people)) > 0);
    assert.equal((await send(`${gatehouse.url}/health/ready`)).status, 200);
    assert.ok(await token(gatehouse));
    const answers = await flood;
    const refused = answers.filter(({ status }) => status === 503);
    assert.ok(refused.length > 0);
    assert.equal(answers.filter(({ status }) => status === 400).length, 150 - refused.length);
    for (const answer of refused) {
      assert.match(answer.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      assert.equal(answer.json.message, 'The server is busy. Try again later.');
    }
  });

  it('costs nobody an attempt who was refused', async () => {
    const [account] = await accounts(1);
    assert.ok(account);
    const overloaded = () => gatehouse.statistics().hashing.gate.ended.overloaded;
    const before = overloaded();
    let isOver = false;
    const flood = (await accounts(150)).map(async (other) => {
      while (!isOver) await attempt(other, wrong);
    });
    await until(() => overloaded() > before);
    const refused = await Promise.all(Array.from({ length: 9 }, () => attempt(account, wrong)));
    isOver = true;
    await Promise.all(flood);
    // The first has to wait for the others, and the rest are too many for one account.
    assert.ok(refused.some(({ status }) => status === 503 || status === 429));
    assert.ok(refused.every(({ status, headers }) => status === 400 || headers.has('retry-after')));
    const tried = refused.filter(({ status }) => status === 400).length;
    assert.equal(await counted(account), tried);
  });
});

describe('a flood of passwords at the token endpoint', () => {
  it('is refused with 503 and Retry-After in the form of an OAuth error', async () => {
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    const { id } = await createApplication(gatehouse, { isFirstParty: true, isConfidential: false, scopes });
    const people = await accounts(150);
    const answers = await Promise.all(
      people.map(({ id: person }) =>
        postForm(gatehouse, '/identity/connect/token', {
          ...{ grant_type: 'password', client_id: id, username: `user-${person}`, password: 'wrong', scope: 'PM.User' },
        }),
      ),
    );
    const refused = answers.filter(({ status }) => status === 503);
    assert.ok(refused.length > 0);
    for (const { headers, json } of refused) {
      assert.match(headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      assert.equal(json.error, 'temporarily_unavailable');
    }
    const others = answers.filter(({ status }) => status !== 503).map(({ json }) => json.error);
    assert.deepEqual([...new Set(others)], ['invalid_grant']);
  });
});
