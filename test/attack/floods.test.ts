import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { type Gatehouse, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { until } from '../support/until.ts';

// Somebody who wants nobody to get in. Which network a request comes from says the proxy in front of the server.

const password = 'al0h0m0ra-account';
const flooder = '10.0.0.1';
const neighbour = '10.9.0.1';

function login(gatehouse: Gatehouse, ip: string, name: string, secret: string): Promise<number> {
  const body = JSON.stringify({ TenancyName: 'Hogwarts', UsernameOrEmailAddress: name, Password: secret });
  const headers = { 'content-type': 'application/json', 'x-forwarded-for': ip };
  return send(`${gatehouse.url}/api/Account/Authenticate`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
  );
}

describe('a flood of names that no budget stops', () => {
  let bearer: string;
  let people: readonly Account[];
  // One thread: whoever comes has to wait.
  const gatehouse = useGatehouse(
    async (running) => {
      bearer = await token(running);
    },
    { 'hash-threads': '1', 'hash-wait': '300', 'trusted-proxies': '127.0.0.1', 'network-sign-ins': '0' },
  );
  const gate = () => gatehouse.statistics().hashing.gate;
  const names = 120;
  let flood: Promise<number[]>;

  beforeEach(async () => {
    people = await Promise.all(Array.from({ length: 10 }, () => createAccount(gatehouse, password)));
    const { served } = gate().ended;
    flood = Promise.all(
      Array.from({ length: names }, (_, n) => login(gatehouse, flooder, `nobody-${n}`, `guess-${n}`)),
    );
    await until(() => gate().ended.served - served + gate().waiting.strangers === names);
  });

  it('gets one turn for each turn of another network, and nobody is refused', async () => {
    const { served } = gate().ended;
    const statuses = await Promise.all(people.map(({ id }) => login(gatehouse, neighbour, `user-${id}`, password)));
    assert.deepEqual([...new Set(statuses)], [200]);
    // Ten of each, and what had its turn while the ten were on their way and until their answers were there.
    const turns = gate().ended.served - served;
    assert.ok(gate().waiting.strangers > 0, 'the flood was over before the others came');
    assert.ok(turns < 80, `${turns} turns`);
    assert.deepEqual([...new Set(await flood)], [401]);
  });

  it('gets one turn for three of those who have a token', async () => {
    const change = { oldPassword: password, newPassword: 'patr0nus-charm-1' };
    const answers = await Promise.all(people.map(({ id }) => postChange(gatehouse, { bearer, userId: id }, change)));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    assert.ok(gate().waiting.strangers > 0, 'the flood was over before the others came');
    assert.deepEqual([...new Set(await flood)], [401]);
  });
});

describe('a flood of names from a network with a budget', () => {
  const gatehouse = useGatehouse(async () => {}, { 'trusted-proxies': '127.0.0.1', 'network-sign-ins': '20' });
  const hashed = () => gatehouse.statistics().hashing.ended.completed;

  it('has exactly as many passwords hashed as the budget has, however many come at once', async () => {
    const before = hashed();
    const statuses = await Promise.all(
      Array.from({ length: 200 }, (_, n) => login(gatehouse, flooder, `nobody-${n}`, `guess-${n}`)),
    );
    assert.equal(statuses.filter((status) => status === 401).length, 20);
    assert.equal(statuses.filter((status) => status === 429).length, 180);
    assert.equal(hashed() - before, 20);
  });

  it('has none hashed of those that nobody can have', async () => {
    const before = hashed();
    const empty = Array.from({ length: 20 }, () => login(gatehouse, '10.1.0.1', 'harry', ''));
    const long = Array.from({ length: 20 }, () => login(gatehouse, '10.2.0.1', 'harry', 'x'.repeat(5_000)));
    assert.deepEqual([...new Set(await Promise.all([...empty, ...long]))], [401]);
    assert.equal(hashed(), before);
  });

  it('gets its refusals one after the other, and others are answered in between', async () => {
    const refusals = Array.from({ length: 400 }, (_, n) => login(gatehouse, flooder, `nobody-${n}`, `guess-${n}`));
    await until(() => gatehouse.statistics().throttle.waiting > 100);
    assert.equal((await send(`${gatehouse.url}/health/ready`)).status, 200);
    assert.equal(await login(gatehouse, neighbour, 'nobody', 'wrong'), 401);
    assert.ok(gatehouse.statistics().throttle.waiting > 0, 'all refusals went out before');
    assert.deepEqual([...new Set(await Promise.all(refusals))], [429]);
  });

  it('does not hold up the end of the server', async () => {
    const ending = await startGatehouse({ 'trusted-proxies': '127.0.0.1', 'network-sign-ins': '20' });
    void Promise.allSettled(Array.from({ length: 400 }, (_, n) => login(ending, flooder, `nobody-${n}`, 'guess')));
    await until(() => ending.statistics().throttle.waiting > 100);
    await ending.stop();
    assert.equal(ending.statistics().throttle.waiting, 0);
  });
});

describe('a locked account', () => {
  const gatehouse = useGatehouse();

  it('costs no commit for each who tries, and is locked all the same', async () => {
    const bearer = await token(gatehouse);
    const { id } = await createAccount(gatehouse, password);
    const guess = () =>
      postChange(gatehouse, { bearer, userId: id }, { oldPassword: 'wrong', newPassword: 'patr0nus-charm-1' });
    for (let n = 0; n < 11; n += 1) await guess();
    const entries = () =>
      gatehouse.db.selectFrom('audit_entries').select('sequence').where('target_id', '=', id).execute();
    const rows = () => gatehouse.db.selectFrom('login_attempts').select('id').where('user_id', '=', id).execute();
    const before = [(await entries()).length, (await rows()).length];
    for (let n = 0; n < 50; n += 1) assert.equal((await guess()).json.errors[0].code, 'UserLockedOut');
    assert.deepEqual([(await entries()).length, (await rows()).length], before);
  });
});
