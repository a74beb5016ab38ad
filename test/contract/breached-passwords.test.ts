import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { serveRanges } from '../../src/breached/range-server.fixture.ts';
import { newId } from '../../src/directory/identifier.ts';
import { events } from '../../src/telemetry.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { importBreached } from '../support/breached.ts';
import { temporaryFolder } from '../support/folder.ts';
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
const entriesOf = async ({ store }: Gatehouse, { id }: Pick<Account, 'id'>) =>
  (await store.audit.after(world.organization.id, 0, 100_000))
    .filter(({ targetId }) => targetId === id)
    .map(({ category, action, actor, details }) => ({
      what: `${category} ${action}`,
      by: actor.name,
      ...JSON.parse(details),
    }));

describe('the filter of a running server', () => {
  const gatehouse = useGatehouse();
  const check = async (account: Account, newPassword: string) => {
    const bearer = await token(gatehouse);
    const { json } = await apiOf(gatehouse, () => bearer)('POST', `/api/User/${account.id}/checkpassword`, {
      newPassword,
    });
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
    await using __ = await setSetting(gatehouse, refuse, 'true');
    const { html } = await visitor.get(location);
    assert.match(html, /Your password became public in a breach, here or elsewhere\./);
    assert.match(html, /<li data-rule="PasswordBreached">to be none that became public in a breach/);
    const fields = { newPassword: present, repeatPassword: present };
    assert.match((await visitor.submit(location, fields)).html, /This password is known from a data leak\./);
    const forced = (await entriesOf(gatehouse, account)).find(({ what }) => what === 'User Update');
    assert.deepEqual(forced, {
      ...{ what: 'User Update', by: 'Gatehouse', mustChangePassword: true, reason: 'PasswordBreached' },
    });
    assert.deepEqual(await change(gatehouse, account, other), []);
    assert.doesNotMatch((await signIn(other)).location ?? '', /web\/change-password/);
  });
});

describe('the look-up by range', () => {
  let isAway = false;
  let ranges: Awaited<ReturnType<typeof serveRanges>>;
  const gatehouse = useGatehouse(undefined, async () => {
    ranges = await serveRanges([publicOne], { answers: () => !isAway });
    return { 'breached-url': ranges.url, 'outgoing-private-addresses': '127.0.0.1' };
  });
  /** What the metric counts. */
  const outcomes: string[] = [];
  const unsubscribe = events.breachLookup.onPublish(({ source, outcome }) => {
    if (source === 'online') outcomes.push(outcome);
  });
  after(async () => {
    unsubscribe();
    await ranges[Symbol.asyncDispose]();
  });

  it('refuses what the server knows, and sends it five digits', async () => {
    await using _ = await setSetting(gatehouse, refuse, 'true');
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), publicOne), ['PasswordBreached']);
    assert.deepEqual(await change(gatehouse, await createAccount(gatehouse, present), other), []);
    assert.ok(ranges.asked.length > 0);
    for (const { url = '' } of ranges.asked) assert.match(url, /^\/range\/[0-9A-F]{5}$/);
    assert.deepEqual(outcomes.splice(0), ['found', 'absent']);
  });

  it('lets pass what nobody answers about, whichever way it is set, and the audit says so', async () => {
    await using _ = await setSetting(gatehouse, refuse, 'true');
    isAway = true;
    const account = await createAccount(gatehouse, present);
    const bearer = await token(gatehouse);
    const call = apiOf(gatehouse, () => bearer);
    assert.deepEqual(await change(gatehouse, account, 'patr0nus-of-an-owl'), []);
    await call('PUT', `/api/User/${account.id}`, { password: 'patr0nus-of-a-stag' });
    const user = {
      id: newId(),
      userName: newId(),
      password: 'patr0nus-of-an-otter',
      partitionGlobalId: world.organization.id,
    };
    await call('POST', '/api/User', { ...user, validatePassword: true });
    const noted = [...(await entriesOf(gatehouse, account)), ...(await entriesOf(gatehouse, user))]
      .filter(({ breachLookup }) => breachLookup === 'unanswered')
      .map(({ what }) => what);
    assert.deepEqual(noted, ['User ChangedPassword', 'User ResetPassword', 'User Create']);
    assert.deepEqual(outcomes.splice(0), Array(3).fill('unanswered'));
    assert.ok(gatehouse.logLines.some(({ message }) => message === 'breached passwords not looked up'));
  });
});

describe('a server with a damaged filter', () => {
  it('does not start, and says what to do', async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'breached.filter');
    const flags = { 'breached-filter': file };
    await assert.rejects(
      startGatehouse(flags),
      /there is no .*breached\.filter\. Make it with "gatehouse breached import"/,
    );
    await writeFile(file, 'no filter');
    await assert.rejects(startGatehouse(flags), /is no filter of breached passwords, or is damaged\. Make it anew/);
  });
});
