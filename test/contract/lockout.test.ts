import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { lock } from '../support/lock.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let bearer: string;
let account: Account;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running);
});
const call = apiOf(gatehouse, () => bearer);
const path = () => `/api/User/${account.id}/lockout`;

beforeEach(async () => {
  account = await createAccount(gatehouse, 'al0h0m0ra-account');
});

const change = (oldPassword: string) =>
  postChange(gatehouse, { bearer, userId: account.id }, { oldPassword, newPassword: 'patr0nu5' });

describe('the locks of an account', () => {
  it('are none before anybody has failed', async () => {
    const answer = await call('GET', path());
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, {
      userId: account.id,
      strangers: { wrongPasswords: 0, limit: 100, lockedUntil: null },
      lockedSources: [],
    });
  });

  it('say which source is refused, from where it tried and until when, and how many were refused', async () => {
    for (let n = 0; n < 12; n++) await change('wrong');
    await lock(gatehouse, account);
    const { strangers, lockedSources } = (await call('GET', path())).json;
    assert.deepEqual(strangers, { wrongPasswords: 1, limit: 100, lockedUntil: null });
    const [application, network] = lockedSources;
    assert.deepEqual(
      [application.kind, application.sourceId, application.network, application.refused],
      ['application', world.application.id, '127.0.0.0/24', 2],
    );
    assert.deepEqual([network.kind, network.sourceId, network.network], ['network', null, '127.0.0.0/24']);
    assert.ok(Date.parse(application.lockedUntil) > Date.now());
  });

  it('are lifted all together, which is recorded', async () => {
    for (let n = 0; n < 10; n++) await change('wrong');
    assert.equal((await change('al0h0m0ra-account')).json.errors[0].code, 'UserLockedOut');
    assert.equal((await call('DELETE', path())).status, 204);
    assert.deepEqual((await call('GET', path())).json.lockedSources, []);
    assert.equal((await change('al0h0m0ra-account')).status, 200);
    const entries = (await auditOf(gatehouse, 'User')).filter(({ targetId }) => targetId === account.id);
    const [unlock] = entries.filter(({ action }) => action === 'Unlock');
    assert.equal(unlock?.actor, 'Owl Post');
    assert.deepEqual(unlock?.details, {
      sources: [{ kind: 'application', network: '127.0.0.0/24' }],
      wrongPasswordsOfStrangers: 0,
    });
  });

  it('can be lifted where there are none, which nobody records', async () => {
    assert.equal((await call('DELETE', path())).status, 204);
    const entries = (await auditOf(gatehouse, 'User')).filter(({ targetId }) => targetId === account.id);
    assert.deepEqual(
      entries.filter(({ action }) => action === 'Unlock'),
      [],
    );
  });

  it('stand in no other answer about the user', async () => {
    await lock(gatehouse, account);
    assert.doesNotMatch((await call('GET', `/api/User/${account.id}`)).text, /lock/i);
  });

  it('are seen with a scope that reads, lifted with one that writes, and not by the person', async () => {
    const as = (mine: string) => apiOf(gatehouse, () => mine);
    const reading = as(await token(gatehouse, 'PM.User.Read'));
    const writing = as(await token(gatehouse, 'PM.User.Write'));
    const own = as(await userToken(gatehouse, account, ['PM.User']));
    assert.deepEqual([(await reading('GET', path())).status, (await reading('DELETE', path())).status], [200, 403]);
    assert.deepEqual([(await writing('GET', path())).status, (await writing('DELETE', path())).status], [403, 204]);
    for (const method of ['GET', 'DELETE']) assert.equal((await own(method, path())).status, 403);
  });

  it('of nobody, or of a user of another organization, are not to be had', async () => {
    const other = apiOf(gatehouse, () => foreign);
    const foreign = await token(gatehouse, 'PM.User', world.otherApplication);
    for (const method of ['GET', 'DELETE']) {
      assert.equal((await call(method, `/api/User/${newId()}/lockout`)).status, 404);
      assert.equal((await other(method, path())).status, 403);
    }
  });
});
