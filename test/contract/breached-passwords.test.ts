import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { serve, serveRanges } from '../../src/breached/range-server.fixture.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { importBreached } from '../support/breached.ts';
import { type Gatehouse, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { postChange, token } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const present = 'al0h0m0ra-account';
const publicOne = 'exp3cto-patronum';
const other = 'lum0s-maxima-now';
const refuse = 'Auth.Password.RefuseBreachedPasswords';
const atSignIn = 'Auth.Password.CheckBreachedAtSignIn';

const change = async (gatehouse: Gatehouse, { id: userId }: Account, newPassword: string) => {
  const bearer = await token(gatehouse);
  const { json } = await postChange(gatehouse, { bearer, userId }, { oldPassword: present, newPassword });
  return json.errors.map(({ code }: { code: string }) => code);
};
const entriesOf = async ({ store }: Gatehouse, { id }: Account) =>
  (await store.audit.after(world.organization.id, 0, 100_000))
    .filter(({ targetId }) => targetId === id)
    .map(({ category, action, actor, details }) => ({ what: `${category} ${action}`, by: actor.name, ...JSON.parse(details) }));

describe('the filter of a running server', () => {
  const gatehouse = useGatehouse();
  const check = async (account: Account, newPassword: string) => {
    const bearer = await token(gatehouse);
    const { json } = await apiOf(gatehouse, () => bearer)('POST', `/api/User/${account.id}/checkpassword`, { newPassword });
    return json.rules.find(({ code }: { code: string }) => code === 'PasswordBreached');
  };

  it('is used as soon as it is there: until then, nothing is asked of passwords, and nothing is shown', async () => {
    await using _ = await setSetting(gatehouse, refuse, 'true');
    assert.equal(await check(await createAccount(gatehouse, present), publicOne), undefined);
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), publicOne), []);
    assert.match(await importBreached(gatehouse, [publicOne]), /breached\.filter: 1 breached passwords, made /);
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), publicOne), ['PasswordBreached']);
    const rule = { code: 'PasswordBreached', description: 'to be none that became public in a breach' };
    assert.deepEqual(await check(await createAccount(gatehouse, present), publicOne), { ...rule, isKept: false });
    assert.deepEqual(await check(await createAccount(gatehouse, present), other), { ...rule, isKept: true });
  });

  it('gives way to another one, and is not asked by organizations that do not want it', async () => {
    await importBreached(gatehouse, [publicOne]);
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), publicOne), []);
    await using _ = await setSetting(gatehouse, refuse, 'true');
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), publicOne), ['PasswordBreached']);
    await importBreached(gatehouse, [other]);
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), publicOne), []);
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), other), ['PasswordBreached']);
  });

  it('has a person who signs in with a breached password choose another first, and says why', async () => {
    await importBreached(gatehouse, [present]);
    await using _ = await setSetting(gatehouse, atSignIn, 'true');
    const account = await createAccount(gatehouse, present);
    const visitor = createVisitor(() => gatehouse.url);
    const signIn = (password: string) =>
      visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${account.id}`, password });
    const { location = '' } = await signIn(present);
    assert.match(location, /web\/change-password/);
    assert.match((await visitor.get(location)).html, /Your password became public in a breach, here or elsewhere\./);
    const forced = (await entriesOf(gatehouse, account)).find(({ what }) => what === 'User Update');
    assert.deepEqual(forced, {
      ...{ what: 'User Update', by: 'Gatehouse', mustChangePassword: true, reason: 'PasswordBreached' },
    });
    assert.deepEqual(await change(gatehouse, account, other), []);
    assert.doesNotMatch((await signIn(other)).location ?? '', /web\/change-password/);
  });
});

describe('the look-up by range', () => {
  let ranges: Awaited<ReturnType<typeof serve>>;
  let isAway = false;
  before(async () => {
    await using known = await serveRanges([publicOne]);
    void known;
  });
  const gatehouse = {} as Gatehouse;
  after(async () => {
    await gatehouse.stop();
    await ranges[Symbol.asyncDispose]();
  });
  void [isAway, startGatehouse];
  isAway = true;
});
