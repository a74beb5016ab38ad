import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { decode } from '../support/html-text.ts';
import { codeOf, login, password, useSecondFactors, web } from '../support/second-factor.ts';
import { tokenOf } from '../support/visitor.ts';

const { gatehouse, newBrowser, typePassword, forgetUse, personWithApp, isSignedIn } = useSecondFactors();

describe('the second step, without scripts', () => {
  it('asks for the code of the app after the password, and there is no session before', async () => {
    const { account, secret } = await personWithApp();
    const visitor = newBrowser();
    const half = await typePassword(visitor, account);
    assert.match(half.location ?? '', /\/web\/second-step\?/);
    assert.equal(await isSignedIn(visitor), false);
    const whole = await visitor.submit(half.location ?? '', { kind: 'totp', code: codeOf(secret) });
    assert.match(whole.location ?? '', /\/web\/account$/, whole.html);
    assert.equal(await isSignedIn(visitor), true);
  });

  it('says the same of a wrong code, of one that was used, and of one that is tried too often', async () => {
    const { account, secret } = await personWithApp();
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    const faultOf = async (code: string) => {
      const { status, html } = await visitor.submit(location, { kind: 'totp', code });
      assert.equal(status, 400);
      return /id="code-fault"[^>]*>([^<]*)</.exec(html)?.[1];
    };
    const wrong = await faultOf('000000');
    assert.ok(wrong);
    const other = newBrowser();
    const code = codeOf(secret);
    await other.submit((await typePassword(other, account)).location ?? '', { kind: 'totp', code });
    assert.equal(await faultOf(code), wrong);
    for (let tries = 0; tries < 12; tries += 1) assert.equal(await faultOf('000000'), wrong);
    await forgetUse(account);
    assert.equal(await faultOf(codeOf(secret)), wrong);
  });

  it('takes a code once, of any number who send it at the same time', async () => {
    const { account, secret } = await personWithApp();
    const visitors = await Promise.all(
      Array.from({ length: 4 }, async () => {
        const visitor = newBrowser();
        const { location = '' } = await typePassword(visitor, account);
        return { visitor, location, formToken: tokenOf((await visitor.get(location)).html) };
      }),
    );
    const code = codeOf(secret);
    const answers = await Promise.all(
      visitors.map(({ visitor, location, formToken }) => visitor.post(location, { formToken, kind: 'totp', code })),
    );
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [303, 400, 400, 400]);
  });

  it('takes a recovery code once, however it is typed, and the page Security says how many are left', async () => {
    const { account, recoveryCodes } = await personWithApp();
    assert.equal(recoveryCodes.length, 10);
    const code = (recoveryCodes[3] ?? '').toLowerCase().replaceAll('-', ' ');
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    const { html } = await visitor.get(location);
    const other = decode(/href="([^"]*way=recoveryCodes[^"]*)"/.exec(html)?.[1] ?? '');
    const whole = await visitor.submit(other, { kind: 'recoveryCodes', code });
    assert.equal(whole.status, 303, whole.html);
    assert.match((await visitor.get(web('security'))).html, /Codes that you have left: 9\./);
    const again = newBrowser();
    const next = await typePassword(again, account);
    assert.equal((await again.submit(next.location ?? '', { kind: 'recoveryCodes', code })).status, 400);
  });

  it('counts in the browser in which the password was typed, and in no other', async () => {
    const { account, secret } = await personWithApp();
    const { location = '' } = await typePassword(newBrowser(), account);
    const victim = newBrowser();
    const shown = await victim.get(location);
    assert.match(shown.location ?? '', /\/web\/login/);
    assert.doesNotMatch(shown.html, new RegExp(account.id));
    const formToken = tokenOf((await victim.get(login)).html);
    const sent = await victim.post(location, { formToken, kind: 'totp', code: codeOf(secret) });
    assert.match(sent.location ?? '', /\/web\/login/);
    assert.equal(await isSignedIn(victim), false);
  });

  it('starts a session of its own: one from before does not become the person’s', async () => {
    const [{ account, secret }, other] = [await personWithApp(), await createAccount(gatehouse, password)];
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    // Somebody else signs in with the same browser, between the two steps.
    await typePassword(visitor, other);
    const planted = visitor.cookies.get('gatehouse.session');
    const whole = await visitor.submit(location, { kind: 'totp', code: codeOf(secret) });
    assert.equal(whole.status, 303, whole.html);
    assert.notEqual(visitor.cookies.get('gatehouse.session'), planted);
    const thief = newBrowser();
    thief.cookies.set('gatehouse.session', planted ?? '');
    assert.equal(await isSignedIn(thief), false);
  });

  it('goes on where the person comes back to it after the sign-in, or has completed it in another tab', async () => {
    const { account, secret } = await personWithApp();
    const visitor = newBrowser();
    const [one, other] = [await typePassword(visitor, account), await typePassword(visitor, account)];
    const waiting = await visitor.get(other.location ?? '');
    await visitor.submit(one.location ?? '', { kind: 'totp', code: codeOf(secret) });
    const session = visitor.cookies.get('gatehouse.session');
    assert.match((await visitor.get(one.location ?? '')).location ?? '', /\/web\/account$/);
    const sent = { formToken: tokenOf(waiting.html), kind: 'totp', code: codeOf(secret) };
    assert.match((await visitor.post(other.location ?? '', sent)).location ?? '', /\/web\/account$/);
    assert.equal(visitor.cookies.get('gatehouse.session'), session);
  });

  it('begins anew when the password is changed in between', async () => {
    const { account, secret } = await personWithApp();
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    await gatehouse.db
      .updateTable('users')
      .set((eb) => ({ token_epoch: eb('token_epoch', '+', 1) }))
      .where('id', '=', account.id)
      .execute();
    const answer = await visitor.submit(location, { kind: 'totp', code: codeOf(secret) });
    assert.match(answer.location ?? '', /\/web\/login/);
    assert.match((await visitor.get(answer.location ?? '')).html, /Sign in again\./);
  });

  it('is not asked again in a browser that is remembered, until the person says so', async () => {
    const { account, secret } = await personWithApp();
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    await visitor.submit(location, { kind: 'totp', code: codeOf(secret), remember: 'yes' });
    visitor.cookies.delete('gatehouse.session');
    assert.match((await typePassword(visitor, account)).location ?? '', /\/web\/account$/);
    assert.match((await visitor.get(web('security'))).html, /You are not asked for a second factor here until/);
    await visitor.submit(web('security'), { forget: 'yes' });
    visitor.cookies.delete('gatehouse.session');
    assert.match((await typePassword(visitor, account)).location ?? '', /second-step/);
  });
});
