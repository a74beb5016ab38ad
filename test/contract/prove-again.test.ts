import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { fieldsOf } from '../support/console-form.ts';
import { decode } from '../support/html-text.ts';
import { codeOf, codesOn, fieldOf, password, useSecondFactors, web } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import { tokenOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const { gatehouse, newBrowser, typePassword, personWithApp, setUpApp, signedIn, ageSessions } = useSecondFactors();

const dangerous = ['new-token', 'set-up-factor', 'security?regenerate=yes'];

/** A person whose sign-in was longer ago than a proof counts. */
async function signedInLongAgo() {
  const account = await createAccount(gatehouse, password);
  const visitor = newBrowser();
  await typePassword(visitor, account);
  await ageSessions(account, 16);
  return visitor;
}

/** A person with the form for a new token, who has taken very long to fill it in. */
async function tokenForm() {
  const account = await createAccount(gatehouse, password);
  const visitor = newBrowser();
  await typePassword(visitor, account);
  const { html } = await visitor.get(web('new-token'));
  await ageSessions(account, 16);
  const fields = { formToken: tokenOf(html), description: 'Owl post', scope: 'PM.User', days: '30' };
  return { visitor, fields };
}

/** Where the form of the page goes. */
const actionOf = (html: string): string => decode(/<form[^>]* action="([^"]*step-up[^"]*)"/.exec(html)?.[1] ?? '');

/** What is hidden in the form that asks for the proof. */
const proofOf = (html: string) => ({ formToken: tokenOf(html), kept: fieldOf(html, 'kept') });

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

  it('takes what can be nobody’s password for no guess', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    await ageSessions(account, 16);
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    assert.equal((await visitor.submit(asked, { password: 'a'.repeat(4097) })).status, 400);
    const counters = gatehouse.db.selectFrom('password_attempts').select('kind').where('user_id', '=', account.id);
    assert.deepEqual(await counters.execute(), []);
    assert.equal((await visitor.submit(asked, { password })).location, web('new-token'));
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

  it('is open to the browser that has proved it, in all its tabs, and to no copy of the cookie from before', async () => {
    const visitor = await signedInLongAgo();
    const copy = newBrowser();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    const { html } = await visitor.get(web('account'));
    assert.equal((await visitor.submit(asked, { password })).location, web('new-token'));
    for (const page of ['new-token', 'account'])
      assert.match((await copy.get(web(page))).location ?? '', /\/web\/login/);
    assert.equal((await visitor.get(web('new-token'))).status, 200);
    // A form that another tab has shown before.
    const fields = { formToken: tokenOf(html), language: 'en', theme: 'dark' };
    assert.equal((await visitor.post(web('account'), fields)).status, 303);
  });

  it('signs nobody out whose tabs load pages while it is proved', async () => {
    const visitor = await signedInLongAgo();
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    const formToken = tokenOf((await visitor.get(asked)).html);
    const isDone = visitor.post(asked, { formToken, password }).then(() => true);
    const load = async (): Promise<void> => {
      await visitor.get(web('account'));
      if (!(await Promise.race([isDone, Promise.resolve(false)]))) await load();
    };
    await Promise.all([load(), load(), load()]);
    for (const page of ['account', 'new-token']) assert.equal((await visitor.get(web(page))).status, 200, page);
  });

  it('is open to one of several copies that prove it at the same time', async () => {
    const visitor = await signedInLongAgo();
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    const formToken = tokenOf((await visitor.get(asked)).html);
    const copies = [newBrowser(), newBrowser(), newBrowser()];
    for (const copy of copies) for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    await Promise.all(copies.map((copy) => copy.post(asked, { formToken, password })));
    const pages = await Promise.all(copies.map(async (copy) => (await copy.get(web('new-token'))).status));
    assert.deepEqual(pages.toSorted(), [200, 303, 303]);
  });

  it('has another cookie after a factor was added', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const copy = newBrowser();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    const { seen } = await setUpApp(visitor, web('set-up-factor?kind=totp'));
    assert.equal(codesOn(seen.html).length, 10);
    assert.equal((await visitor.get(web('security'))).status, 200);
    assert.match((await copy.get(web('security'))).location ?? '', /\/web\/login/);
  });

  it('counts wrong answers as a sign-in does: after too many, the right one does not help', async () => {
    const visitor = await signedInLongAgo();
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    for (let tries = 0; tries < 12; tries += 1) await visitor.submit(asked, { password: 'alohomora' });
    assert.equal((await visitor.submit(asked, { password })).status, 400);
  });

  it('is done as it was sent once the person has proved who they are, when the proof has become too old meanwhile', async () => {
    const { visitor, fields } = await tokenForm();
    const asked = await visitor.post(web('new-token'), fields);
    assert.equal(asked.status, 403);
    assert.doesNotMatch(asked.html, /Owl post/);
    const wrong = await visitor.post(actionOf(asked.html), { ...proofOf(asked.html), password: 'alohomora' });
    assert.equal(wrong.status, 400);
    const proof = { ...proofOf(wrong.html), password };
    const right = await visitor.post(actionOf(wrong.html), proof);
    // The browser sends the same fields there once more.
    assert.deepEqual([right.status, right.location], [307, web('new-token')]);
    const done = await visitor.post(right.location ?? '', proof);
    assert.equal(done.status, 303, done.html);
    assert.match((await visitor.get(done.location ?? '')).html, /Owl post/);
  });

  it('is done for nobody else, and at no other page', async () => {
    const { visitor, fields } = await tokenForm();
    const asked = await visitor.post(web('new-token'), fields);
    const other = await createAccount(gatehouse, password);
    const browser = newBrowser();
    await typePassword(browser, other);
    const { kept = '' } = proofOf(asked.html);
    const strangers = await browser.submit(web('new-token'), { kept });
    assert.equal(strangers.status, 403);
    assert.doesNotMatch((await browser.get(web('tokens'))).html, /Owl post/);
    await visitor.post(actionOf(asked.html), { ...proofOf(asked.html), password });
    assert.equal((await visitor.submit(web('set-up-factor'), { kept })).status, 403);
  });

  it('leads whoever cancels back to the form, with what was in it', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { html } = await visitor.get(web('admin/new-group'));
    const cancelOf = (shown: string) => decode(/<a href="([^"]*)">Cancel</.exec(shown)?.[1] ?? '');
    const cancelled = async (page: string, fields: Readonly<Record<string, string>>) => {
      const asked = await visitor.post(web(page), { formToken: tokenOf(html), ...fields });
      assert.equal(asked.status, 403, page);
      const wrong = await visitor.post(actionOf(asked.html), { ...proofOf(asked.html), password: 'alohomora' });
      assert.equal(cancelOf(wrong.html), cancelOf(asked.html));
      return await visitor.get(cancelOf(asked.html));
    };
    await ageSessions(account, 16);
    const settings = await cancelled(`admin/applications/${world.application.id}/settings`, { name: 'Owl post' });
    assert.match(settings.html, /name="name"[^>]* value="Owl post"/);
    // A page that nobody sees without the proof is no way back.
    const home = await cancelled('admin/security', { length: '12', do: 'save' });
    assert.match(home.html, /<title>Home/);
    const asked = (await visitor.get(web('new-token'))).location ?? '';
    assert.equal(cancelOf((await visitor.get(asked)).html), web('account'));
  });

  it('is nothing that changes nothing: a sample of a password is judged without it', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { html } = await visitor.get(web('admin/security'));
    await ageSessions(account, 16);
    const fields = (what: string) => fieldsOf(html, { length: '20', sample: 'owl-1', do: what });
    const judged = await visitor.post(web('admin/security'), fields('sample'));
    assert.equal(judged.status, 200);
    assert.match(judged.html, /at least 20 characters/);
    assert.equal((await visitor.post(web('admin/security'), fields('save'))).status, 403);
  });

  it('is no rule of the sign-in that a page without a proof takes back with what it is about itself', async () => {
    const key = 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout';
    await using _strict = await setSetting(gatehouse, key, '3');
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { html } = await visitor.get(web('admin/brand'));
    await ageSessions(account, 16);
    const fields = fieldsOf(html, { inherit: key });
    assert.equal((await visitor.post(web('admin/brand'), fields)).status, 303);
    const { id: organizationId } = world.organization;
    const [stored] = await gatehouse.store.settings.stored({ organizationId, userId: null }, [key]);
    assert.equal(stored?.value, '3');
  });

  it('keeps a long text and a file, which no address could hold', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const { html } = await visitor.get(web('admin/import-people'));
    await ageSessions(account, 16);
    const rows = Array.from({ length: 3000 }, (_, n) => `person${n},person${n}@hogwarts.example`);
    const pasted = ['User name,E-mail', ...rows].join('\n');
    const asked = await visitor.post(web('admin/import-people'), { formToken: tokenOf(html), pasted });
    const proof = { ...proofOf(asked.html), password };
    const right = await visitor.post(actionOf(asked.html), proof);
    const columns = await visitor.post(right.location ?? '', proof);
    assert.match(columns.html, /person0@hogwarts\.example/, String(columns.status));
  });

  it('is that in the console as well: Security, new applications, robots, certificates, and the import', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const pages = [
      'admin/security',
      'admin/security/sign-in',
      'admin/security/second-factors',
      ...['new-application', 'new-robot', 'import-people', 'certificates/upload'].map((page) => `admin/${page}`),
    ];
    for (const page of pages) assert.equal((await visitor.get(web(page))).status, 200, page);
    await ageSessions(account, 16);
    for (const page of pages) assert.match((await visitor.get(web(page))).location ?? '', /\/web\/step-up\?/, page);
    assert.equal((await visitor.get(web('admin/people'))).status, 200);
  });

  it('is in the console whatever lets somebody in again, or decides how and in which words secrets are mailed', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const { id } = await createAccount(gatehouse, null, { isAdministrator: true });
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', id).execute();
    await using _server = await setSetting(gatehouse, 'Email.Smtp.Host', 'mail.hogwarts.example');
    const visitor = newBrowser();
    await typePassword(visitor, account);
    await ageSessions(account, 16);
    const { html } = await visitor.get(web('admin/new-group'));
    const changes = async () => (await gatehouse.db.selectFrom('audit_entries').select('sequence').execute()).length;
    const before = await changes();
    const unasked: string[] = [];
    for (const [page, fields] of [
      [`people/${id}`, { do: 'activate' }],
      ['mail/reset', {}],
      ['mail/texts/2', { value: '<p>{{Url}}</p>' }],
      ['mail/texts/2/reset', {}],
    ] as const) {
      const asked = await visitor.post(web(`admin/${page}`), { formToken: tokenOf(html), ...fields });
      if (asked.status !== 403 || actionOf(asked.html) === '') unasked.push(page);
    }
    assert.deepEqual(unasked, []);
    assert.equal(await changes(), before);
  });

  it('takes a mailed code where the organization allows those, which is sent when the person asks for it', async () => {
    await using _codes = await setSetting(gatehouse, 'Auth.SecondFactor.EmailCodes', 'true');
    const account = await createAccount(gatehouse, password);
    const reachable = { email: `${account.id}@hogwarts.example`, email_confirmed: 1 } as const;
    await gatehouse.db.updateTable('users').set(reachable).where('id', '=', account.id).execute();
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const page = web('set-up-factor?kind=emailCode');
    const { html } = await visitor.get(page);
    const added = await visitor.post(page, { formToken: tokenOf(html), begun: fieldOf(html, 'begun') });
    assert.equal(codesOn(added.html).length, 10);
    const other = newBrowser();
    const { location = '' } = await typePassword(other, account);
    assert.doesNotMatch((await other.get(location)).html, /We have sent a code/);
    const sent = await other.submit(location, { send: 'yes' });
    assert.match((await other.get(sent.location ?? '')).html, /We have sent a code/);
    const wrong = await other.submit(location, { kind: 'emailCode', code: '00000000' });
    assert.equal(wrong.status, 400);
  });
});
