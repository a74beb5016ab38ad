import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newEmailCode } from '../../src/factor/email-code.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { giveFactor } from '../support/factors.ts';
import { codeOf, fieldOf, login, password, secretOn, useSecondFactors, web } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { tokenOf } from '../support/visitor.ts';

// What somebody would try who knows a password and not the factor, or has got hold of a session or of a browser.

const { gatehouse, newBrowser, typePassword, setUpApp, personWithApp, isSignedIn, forgetUse, ageSessions } =
  useSecondFactors();

async function signedInAgain(account: Account) {
  const visitor = newBrowser();
  await typePassword(visitor, account);
  return visitor;
}

const isAdministrator = ({ organizationId, id }: Account) =>
  gatehouse.store.groups.isMember(organizationId, administratorsGroupId, id);

describe('somebody who knows the password alone', () => {
  it('gets no page and no other step with the ticket of the second one', async () => {
    const { account } = await personWithApp();
    const thief = newBrowser();
    const { location = '' } = await typePassword(thief, account);
    const ticket = encodeURIComponent(new URL(location, gatehouse.url).searchParams.get('signIn') ?? '');
    const own = ['account', 'security', 'new-token', 'change-password', 'set-up-factor', 'step-up', 'admin'];
    const others = [`change-password?change=${ticket}`, `set-up-factor?kind=totp&signIn=${ticket}`];
    for (const page of [...own, ...others])
      assert.match((await thief.get(web(page))).location ?? '', /\/web\/login/, page);
    assert.equal(await isSignedIn(thief), false);
  });

  it('has no more guesses for saying the right password in between, or for guessing at the same time', async () => {
    const { account, secret } = await personWithApp();
    const thief = newBrowser();
    const first = (await typePassword(thief, account)).location ?? '';
    const { html } = await thief.get(first);
    const guess = (code: string) => thief.post(first, { formToken: tokenOf(html), kind: 'totp', code });
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(['000001', '000002', '000003', '000004'].map(guess));
      await typePassword(thief, account);
    }
    assert.equal((await typePassword(thief, account)).status, 400);
    assert.equal((await guess(codeOf(secret))).status, 400);
  });

  it('is remembered in no browser that another person has had remembered, nor after the password was changed', async () => {
    const [person, victim] = [await personWithApp(), await personWithApp()];
    const browser = newBrowser();
    const { location = '' } = await typePassword(browser, person.account);
    await browser.submit(location, { kind: 'totp', code: codeOf(person.secret), remember: 'yes' });
    await forgetUse(person.account);
    const device = browser.cookies.get('gatehouse.device') ?? '';
    const elsewhere = async ({ id }: Account, secret = password) => {
      const visitor = newBrowser();
      visitor.cookies.set('gatehouse.device', device);
      return (await visitor.submit(login, { userName: `user-${id}`, password: secret })).location ?? '';
    };
    assert.doesNotMatch(await elsewhere(person.account), /second-step/);
    assert.match(await elsewhere(victim.account), /second-step/);
    const newPassword = 'patr0nu5-of-the-owl';
    await browser.submit(web('change-password'), {
      currentPassword: password,
      newPassword,
      repeatPassword: newPassword,
    });
    assert.match(await elsewhere(person.account, newPassword), /second-step/);
  });

  it('does nothing dangerous in a remembered browser, nor with a session from before there was a factor', async () => {
    const account = await createAccount(gatehouse, password);
    const early = newBrowser();
    await typePassword(early, account);
    const { secret } = await setUpApp(await signedInAgain(account), web('set-up-factor?kind=totp'));
    await forgetUse(account);
    const browser = newBrowser();
    const { location = '' } = await typePassword(browser, account);
    await browser.submit(location, { kind: 'totp', code: codeOf(secret), remember: 'yes' });
    browser.cookies.delete('gatehouse.session');
    assert.doesNotMatch((await typePassword(browser, account)).location ?? '', /second-step/);
    const factor = (await gatehouse.store.factors.ofUser(account)).find(({ kind }) => kind === 'totp');
    const dangerous = ['new-token', 'set-up-factor', 'change-password', `security?remove=${factor?.id}`];
    for (const thief of [early, browser])
      for (const page of dangerous) assert.match((await thief.get(web(page))).location ?? '', /\/web\/step-up\?/, page);
    const { html } = await browser.get(web('security'));
    const sent = await browser.post(web('security'), { formToken: tokenOf(html), factor: factor?.id ?? '' });
    assert.match(sent.html, /action="[^"]*\/web\/step-up\?/);
    assert.equal(
      (await gatehouse.store.factors.ofUser(account)).some(({ id }) => id === factor?.id),
      true,
    );
  });

  it('is asked in a browser that was remembered with a factor that is gone', async () => {
    const { account, secret } = await personWithApp();
    const browser = newBrowser();
    const { location = '' } = await typePassword(browser, account);
    await browser.submit(location, { kind: 'totp', code: codeOf(secret), remember: 'yes' });
    browser.cookies.delete('gatehouse.session');
    assert.doesNotMatch((await typePassword(browser, account)).location ?? '', /second-step/);
    await gatehouse.store.factors.deleteOfUser(account);
    await giveFactor(gatehouse, account);
    browser.cookies.delete('gatehouse.session');
    assert.match((await typePassword(browser, account)).location ?? '', /second-step/);
  });

  it('is told the same whatever stands in the fields', async () => {
    const { account } = await personWithApp();
    const odd = ['['.repeat(15_000), '{"id":"x","response":'.repeat(700), 'a\0b', '\ud800', '{"__proto__":{"id":"x"}}'];
    for (const code of odd) {
      const thief = newBrowser();
      assert.equal((await thief.submit(login, { passkey: code, asked: code })).status, 400);
      const { location = '' } = await typePassword(thief, account);
      if (location === '') continue;
      for (const kind of ['passkey', '__proto__'])
        assert.equal((await thief.submit(location, { kind, code, asked: code })).status, 400);
    }
  });
});

describe('a mailed code', () => {
  it('is good in the session that asked for it, whatever the address says of a sign-in', async () => {
    await using _codes = await setSetting(gatehouse, 'Auth.SecondFactor.EmailCodes', 'true');
    const account = await createAccount(gatehouse, password);
    const visitor = await signedInAgain(account);
    const reachable = { email: `${account.id}@hogwarts.example`, email_confirmed: 1 } as const;
    await gatehouse.db.updateTable('users').set(reachable).where('id', '=', account.id).execute();
    await giveFactor(gatehouse, account, 'emailCode');
    const [session] = await gatehouse.db
      .selectFrom('grants')
      .select('uid')
      .where('model', '=', 'Session')
      .where('payload', 'like', `%${account.id}%`)
      .execute();
    const file = join(gatehouse.config.data, 'installation.key');
    const sealer = createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false }));
    const answer = async (asked: string, page: string) => {
      const [factor] = await gatehouse.store.factors.ofUser(account);
      assert.ok(factor);
      const idle = { ...factor, state: '{"sentAt":[]}' };
      const made = newEmailCode(sealer, idle, hash('sha256', asked, 'base64url'), Date.now());
      await gatehouse.store.factors.replaceState(factor, made?.state ?? '', null);
      return (await visitor.submit(web(page), { kind: 'emailCode', code: made?.code ?? '' })).status;
    };
    assert.equal(await answer('somewhere else', 'step-up?signIn=somewhere+else'), 400);
    assert.equal(await answer(session?.uid ?? '', 'step-up?signIn=somewhere+else'), 303);
  });
});

describe('a factor', () => {
  it('is set up once, however often its form is sent: each code stays good once', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { html } = await visitor.get(web('set-up-factor?kind=totp'));
    const code = codeOf(secretOn(html));
    const fields = { formToken: tokenOf(html), begun: fieldOf(html, 'begun'), code };
    const send = () => visitor.post(web('set-up-factor'), fields);
    const atOnce = (await Promise.all([send(), send(), send()])).map(({ status }) => status);
    // The others go on. One that comes between the factor and the note that it was proven is asked to prove it first: 403.
    assert.deepEqual(atOnce.map((status) => (status === 403 ? 303 : status)).toSorted(), [200, 303, 303]);
    assert.equal((await send()).status, 303);
    const kinds = (await gatehouse.store.factors.ofUser(account)).map(({ kind }) => kind);
    assert.deepEqual(kinds.toSorted(), ['recoveryCodes', 'totp']);
  });

  it('is not put off by the administrator of whom it is asked', async () => {
    const [account, other] = [
      await createAccount(gatehouse, password, { isAdministrator: true }),
      await createAccount(gatehouse, password, { isAdministrator: true }),
    ];
    const api = (bearer: string) => apiOf(gatehouse, () => bearer);
    const path = `/api/User/${account.id}/factors/require`;
    const own = api(await userToken(gatehouse, account, inPerson));
    assert.equal((await own('POST', path)).status, 204);
    assert.equal((await own('DELETE', path)).status, 400);
    assert.equal((await gatehouse.store.factors.deadline(account))?.isDemanded, true);
    const colleague = api(await userToken(gatehouse, other, inPerson));
    assert.equal((await colleague('DELETE', path)).status, 204);
  });
});

describe('a session of an administrator that was stolen a while ago', () => {
  it('makes nobody an administrator, invites nobody, and takes the mail nowhere', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const target = await createAccount(gatehouse, password);
    const thief = newBrowser();
    await typePassword(thief, account);
    const { html } = await thief.get(web('admin/new-person'));
    await ageSessions(account, 16);
    const formToken = tokenOf(html);
    const forms = [
      [`groups/${administratorsGroupId}/add`, { id: target.id }],
      [`people-actions?action=addToGroup&id=${target.id}`, { group: administratorsGroupId }],
      [`people/${target.id}`, { do: `join ${administratorsGroupId}` }],
      [`people/${target.id}`, { do: 'join', group: administratorsGroupId }],
      [`people/${target.id}/sign-in`, { do: 'unrequire' }],
      [`people/${target.id}/sign-in`, { do: 'require' }],
      [`people/${target.id}/delete`, {}],
      ['import-people', { pasted: 'User name\nvoldemort' }],
      ['import-people', { state: 'made up', step: 'import' }],
      ['new-robot', { name: 'dementor', groupIDs: administratorsGroupId }],
      ['robots/any', { displayName: 'dementor', groupIDs: administratorsGroupId }],
      ['applications/any/settings', { name: 'Owl post', redirectUri: 'https://durmstrang.example' }],
      ['applications/any/scopes', { scope: 'PM.User' }],
      ['certificates/switch', {}],
      ['certificates/upload', { certificate: 'data:,' }],
      ['new-person', { email: 'voldemort@durmstrang.example', how: 'invite', group: administratorsGroupId }],
      ['mail', { host: 'mail.durmstrang.example' }],
    ] as const;
    for (const [page, fields] of forms) {
      const { status, html: answer } = await thief.post(web(`admin/${page}`), { formToken, ...fields });
      assert.deepEqual([status, /action="[^"]*\/web\/step-up\?/.test(answer)], [403, true], page);
    }
    assert.equal(await isAdministrator(target), false);
    assert.equal((await thief.get(web(`admin/people/${target.id}`))).status, 200);
  });
});
