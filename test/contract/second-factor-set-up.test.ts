import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mostFactors } from '../../src/directory/factor.ts';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { createAccount } from '../support/accounts.ts';
import { giveFactor } from '../support/factors.ts';
import { decode } from '../support/html-text.ts';
import { codeOf, codesOn, fieldOf, password, secretOn, useSecondFactors, web } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import { tokenOf } from '../support/visitor.ts';

const { gatehouse, newBrowser, typePassword, setUpApp, personWithApp, signedIn, isSignedIn } = useSecondFactors();

describe('setting a second factor up', () => {
  it('is asked for at the sign-in where it is required, and completes it', async () => {
    await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
    await using _grace = await setSetting(gatehouse, 'Auth.SecondFactor.GraceDays', '0');
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    assert.match(location, /\/web\/set-up-factor\?/);
    assert.equal(await isSignedIn(visitor), false);
    const wrong = await visitor.get(`${location}&kind=totp`);
    const fields = { formToken: tokenOf(wrong.html), begun: fieldOf(wrong.html, 'begun'), code: '000000' };
    assert.equal((await visitor.post(`${location}&kind=totp`, fields)).status, 400);
    assert.equal(await isSignedIn(visitor), false);
    const { seen } = await setUpApp(visitor, `${location}&kind=totp`);
    assert.equal(codesOn(seen.html).length, 10);
    assert.match(seen.html, /<svg class="qr"|recovery codes/);
    assert.equal(await isSignedIn(visitor), true);
    const file = { formToken: tokenOf(seen.html), codes: fieldOf(seen.html, 'codes') };
    const saved = await visitor.post(web('recovery-codes'), file);
    assert.match(saved.headers.get('content-disposition') ?? '', /recovery-codes\.txt/);
    for (const code of codesOn(seen.html)) assert.ok(saved.html.includes(code));
  });

  it('is asked for of every account where the group is Everyone', async () => {
    await using _group = await setSetting(gatehouse, 'Auth.SecondFactor.RequiredGroups', everyoneGroupId);
    await using _grace = await setSetting(gatehouse, 'Auth.SecondFactor.GraceDays', '0');
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, await createAccount(gatehouse, password));
    assert.match(location, /\/web\/set-up-factor\?/);
    assert.equal(await isSignedIn(visitor), false);
  });

  it('completes the sign-in of one of two who know the password and set one up at the same time', async () => {
    await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
    await using _grace = await setSetting(gatehouse, 'Auth.SecondFactor.GraceDays', '0');
    const account = await createAccount(gatehouse, password);
    const visitors = [newBrowser(), newBrowser(), newBrowser()];
    await Promise.all(
      visitors.map(async (visitor) =>
        setUpApp(visitor, `${(await typePassword(visitor, account)).location}&kind=totp`),
      ),
    );
    const signedInNow = await Promise.all(visitors.map(isSignedIn));
    assert.equal(signedInNow.filter(Boolean).length, 1);
    const own = await gatehouse.store.factors.ofUser(account);
    assert.deepEqual(own.map(({ kind }) => kind).toSorted(), ['recoveryCodes', 'totp']);
  });

  it('lets nobody in by choosing codes by mail: one of those is asked for first', async () => {
    await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
    await using _grace = await setSetting(gatehouse, 'Auth.SecondFactor.GraceDays', '0');
    await using _codes = await setSetting(gatehouse, 'Auth.SecondFactor.EmailCodes', 'true');
    const account = await createAccount(gatehouse, password);
    const confirmed = gatehouse.db.updateTable('users').set({ email: 'reader@example.org', email_confirmed: 1 });
    await confirmed.where('id', '=', account.id).execute();
    const visitor = newBrowser();
    const page = `${(await typePassword(visitor, account)).location}&kind=emailCode`;
    const { html } = await visitor.get(page);
    const chosen = await visitor.post(page, { formToken: tokenOf(html), begun: fieldOf(html, 'begun') });
    assert.equal(codesOn(chosen.html).length, 10, chosen.html);
    assert.equal(await isSignedIn(visitor), false);
    const next = decode(/href="([^"]*second-step[^"]*)"/.exec(chosen.html)?.[1] ?? '');
    assert.match((await visitor.get(next)).html, /Send me a code/);
  });

  it('is said at each sign-in while there is time, and can wait until then', async () => {
    await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    const { location = '' } = await typePassword(visitor, account);
    assert.match(location, /\/web\/set-up-factor\?returnUrl=/);
    const { html } = await visitor.get(location);
    assert.match(html, /Set one up by <time/);
    assert.match(html, /href="\/Hogwarts\/identity\/web\/account">Later</);
    assert.match((await visitor.get(web('account'))).html, /Set one up by <time/);
  });

  it('shows its picture and its key, and what was begun is good for nobody else', async () => {
    const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    const [visitor, thief] = [newBrowser(), newBrowser()];
    await typePassword(visitor, one);
    await typePassword(thief, other);
    const page = web('set-up-factor?kind=totp');
    const { html } = await visitor.get(page);
    assert.match(html, /<svg class="qr" role="img" aria-label="[^"]+" viewBox/);
    const stolen = {
      formToken: tokenOf((await thief.get(page)).html),
      begun: fieldOf(html, 'begun'),
      code: codeOf(secretOn(html)),
    };
    await thief.post(page, stolen);
    const long = { formToken: tokenOf(html), begun: fieldOf(html, 'begun'), code: codeOf(secretOn(html)) };
    assert.equal((await visitor.post(page, { ...long, name: 'x'.repeat(65) })).status, 400);
    assert.deepEqual(await gatehouse.store.factors.ofUser(one), []);
    assert.deepEqual(await gatehouse.store.factors.ofUser(other), []);
  });

  it('is done once where the form is sent twice, by a page that is loaded again for instance, and goes on', async () => {
    const account = await createAccount(gatehouse, password);
    const visitor = newBrowser();
    await typePassword(visitor, account);
    const page = web('set-up-factor?kind=totp');
    const { html } = await visitor.get(page);
    const fields = { formToken: tokenOf(html), begun: fieldOf(html, 'begun'), code: codeOf(secretOn(html)) };
    assert.equal(codesOn((await visitor.post(page, fields)).html).length, 10);
    // The code is not good for longer than a minute and a half, and tabs are loaded again after days.
    for (const code of [fields.code, '000000']) {
      const again = await visitor.post(page, { ...fields, code });
      assert.deepEqual([again.status, again.location], [303, web('security')], again.html);
      assert.match((await visitor.get(web('security'))).html, /The second factor is set up/);
    }
    const own = await gatehouse.store.factors.ofUser(account);
    assert.deepEqual(own.map(({ kind }) => kind).toSorted(), ['recoveryCodes', 'totp']);
  });

  it('is offered while there may be more, and says so where there may not', async () => {
    const person = await personWithApp();
    const visitor = await signedIn(person);
    const page = web('set-up-factor?kind=totp');
    const { html } = await visitor.get(page);
    const typed = { formToken: tokenOf(html), begun: fieldOf(html, 'begun'), code: codeOf(secretOn(html)) };
    for (let more = 2; more < mostFactors; more += 1) await giveFactor(gatehouse, person.account);
    for (const seen of [await visitor.get(page), await visitor.post(page, typed)]) {
      assert.deepEqual([seen.status, /There is nothing more to set up/.test(seen.html)], [200, true], seen.html);
    }
  });

  it('can be renamed and removed, and the last one not where one is required', async () => {
    const person = await personWithApp();
    const { account } = person;
    const visitor = await signedIn(person);
    const own = await gatehouse.store.factors.ofUser(account);
    const id = own.find(({ kind }) => kind === 'totp')?.id ?? '';
    assert.equal((await visitor.submit(web(`security?rename=${id}`), { factor: id, name: ' ' })).status, 400);
    await visitor.submit(web(`security?rename=${id}`), { factor: id, name: 'Telephone' });
    assert.match((await visitor.get(web('security'))).html, /<strong>Telephone<\/strong>/);
    {
      await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
      const refused = await visitor.submit(web(`security?remove=${id}`), { factor: id });
      assert.deepEqual([refused.status, /before you remove the last/.test(refused.html)], [400, true]);
    }
    await visitor.submit(web(`security?remove=${id}`), { factor: id });
    assert.deepEqual(await gatehouse.store.factors.ofUser(account), []);
    assert.match((await typePassword(newBrowser(), account)).location ?? '', /\/web\/account$/);
  });

  it('stays, a passkey, where it is the last way in of all administrators, and the page says so', async () => {
    const person = await personWithApp();
    const { account } = person;
    const { organizationId, id } = account;
    const visitor = await signedIn(person);
    await gatehouse.store.memberships.add(organizationId, administratorsGroupId, [{ id, type: 'user' }]);
    const passkey = await giveFactor(gatehouse, account, 'passkey');
    {
      await using _restriction = await setSetting(gatehouse, 'Auth.RestrictBasicAuthentication', 'true');
      const refused = await visitor.submit(web(`security?remove=${passkey}`), { factor: passkey });
      assert.equal(refused.status, 400);
      assert.match(refused.html, /No administrator could sign in any more/);
    }
    await visitor.submit(web(`security?remove=${passkey}`), { factor: passkey });
    assert.ok((await gatehouse.store.factors.ofUser(account)).every((factor) => factor.id !== passkey));
  });

  it('comes with new recovery codes at any time, and those before are void', async () => {
    const person = await personWithApp();
    const { account, recoveryCodes } = person;
    const visitor = await signedIn(person);
    const seen = await visitor.submit(web('security?regenerate=yes'), { regenerate: 'yes' });
    assert.equal(codesOn(seen.html).length, 10);
    const other = newBrowser();
    const { location = '' } = await typePassword(other, account);
    const [former, latest] = [recoveryCodes[0] ?? '', codesOn(seen.html)[0] ?? ''];
    assert.equal((await other.submit(location, { kind: 'recoveryCodes', code: former })).status, 400);
    assert.equal((await other.submit(location, { kind: 'recoveryCodes', code: latest })).status, 303);
  });
});
