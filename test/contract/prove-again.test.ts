import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { codeOf, password, useSecondFactors, web } from '../support/second-factor.ts';

const { gatehouse, newBrowser, typePassword, personWithApp, signedIn, ageSessions } = useSecondFactors();

const dangerous = ['new-token', 'set-up-factor', 'security?regenerate=yes'];

describe('what is dangerous', () => {
  it('asks a person without a factor for the password again, a quarter of an hour after the sign-in', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    for (const page of dangerous) assert.equal((await visitor.get(web(page))).status, 200, page);
    await ageSessions(account, 16);
    for (const page of dangerous) assert.match((await visitor.get(web(page))).location ?? '', /\/web\/step-up\?/, page);
    assert.equal((await visitor.get(web('security'))).status, 200);
    // That page asks for the password itself.
    assert.equal((await visitor.get(web('change-password'))).status, 200);
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    const wrong = await visitor.submit(asked, { password: 'alohomora' });
    assert.deepEqual([wrong.status, /was tried too often/.test(wrong.html)], [400, true]);
    assert.match((await visitor.get(web('new-token'))).location ?? '', /step-up/);
    assert.equal((await visitor.submit(asked, { password })).location, web('new-token'));
    for (const page of dangerous) assert.equal((await visitor.get(web(page))).status, 200, page);
  });

  it('asks a person with a factor for that one, and the password alone does not do', async () => {
    const person = await personWithApp();
    const visitor = await signedIn(person);
    await ageSessions(person.account, 16);
    const asked = (await visitor.get(web('change-password'))).location ?? '';
    assert.match(asked, /step-up/);
    assert.doesNotMatch((await visitor.get(asked)).html, /type="password"/);
    assert.equal((await visitor.submit(asked, { password })).status, 400);
    assert.equal((await visitor.submit(asked, { kind: 'totp', code: '000000' })).status, 400);
    const right = await visitor.submit(asked, { kind: 'totp', code: codeOf(person.secret) });
    assert.equal(right.location, web('change-password'), right.html);
    assert.equal((await visitor.get(web('change-password'))).status, 200);
  });

  it('counts wrong answers as a sign-in does: after too many, the right one does not help', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    await ageSessions(account, 16);
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    for (let tries = 0; tries < 12; tries += 1) await visitor.submit(asked, { password: 'alohomora' });
    assert.equal((await visitor.submit(asked, { password })).status, 400);
  });

  it('keeps what was filled in when the proof has become too old meanwhile', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { html } = await visitor.get(web('new-token'));
    const formToken = /name="formToken" value="([^"]*)"/.exec(html)?.[1] ?? '';
    await ageSessions(account, 16);
    const fields = { formToken, description: 'Owl post', scope: 'PM.User', days: '30' };
    const { location = '' } = await visitor.post(web('new-token'), fields);
    const { location: back = '' } = await visitor.submit(location, { password });
    assert.match((await visitor.get(back)).html, /value="Owl post"/);
  });
});
