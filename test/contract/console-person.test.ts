import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { isOnCitus } from '../../src/store/postgres/cluster.fixture.ts';
import { refusing } from '../../src/store/refusing.fixture.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { signedInAdministrator } from '../support/console.ts';
import { fillInAndFollow } from '../support/console-form.ts';
import { giveFactor } from '../support/factors.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { lock } from '../support/lock.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { openPages } from '../support/sign-in.ts';
import { createVisitor, type Seen, tokenOf, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What an administrator does with one person, and with several, in the pages of the console, without scripts.

const password = 'al0h0m0ra-account';
/** Of a password that was chosen elsewhere. */
const movedIn = 'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==';
const admin = '/identity/web/admin';
const people = `${admin}/people`;
let pages: TokenService;
let party: RelyingParty;
let administrator: Visitor;
let person: Account;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  party = await createRelyingParty(running, pages, { name: 'Owl Post' });
}, noBudgets);
beforeInOrder(async () => {
  administrator = await signedInAdministrator(gatehouse);
});
beforeEach(async () => {
  person = await createAccount(gatehouse, password);
});

const at = (path = '') => `${people}/${person.id}${path}`;
const text = ({ html }: Seen) => decode(html.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');

/** Sends the form of a page; what the page says to which that leads. */
async function sent(path: string, fields: Record<string, string>): Promise<string> {
  const answer = await administrator.submit(path, fields);
  assert.equal(answer.status, 303, text(answer));
  return text(await administrator.get(answer.location ?? ''));
}

async function signedIn({ id }: Account): Promise<Visitor> {
  const visitor = createVisitor(() => gatehouse.url, { 'user-agent': 'Mozilla/5.0 (X11; Linux) Firefox/140.0' });
  await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${id}`, password });
  return visitor;
}

const isIn = async (visitor: Visitor) => (await visitor.get('/identity/web/sessions')).status === 200;
const stored = (id: string) => gatehouse.store.users.find({ organizationId: world.organization.id, id });

describe('the second factors of a person', () => {
  it('are shown, required, removed one by one or all after a question', async () => {
    const page = at('/sign-in');
    assert.match(text(await administrator.get(page)), /Second factors None is set up\./);
    assert.match(await sent(page, { do: 'require' }), /needs a second factor now\. .* One has to be set up by/);
    assert.match(await sent(page, { do: 'unrequire' }), /only where the rules of the organization say so/);
    const factor = await giveFactor(gatehouse, person);
    await giveFactor(gatehouse, person, 'passkey');
    const shown = text(await administrator.get(page));
    for (const one of [/totp App for codes/, /passkey Passkey/]) assert.match(shown, one);
    const removal = at(`/reset-factors?factor=${factor}`);
    assert.match(text(await administrator.get(removal)), /Remove totp of .*\? With the last one/);
    assert.match(await sent(removal, {}), /A second factor of .* is removed/);
    const question = text(await administrator.get(at('/reset-factors')));
    assert.match(question, /Remove all second factors of .*\? .* Make sure by another way/);
    assert.match(await sent(at('/reset-factors'), {}), /has no second factors any more/);
    assert.deepEqual(await gatehouse.store.factors.ofUser(person), []);
  });

  it('are a column of the list and a filter, which leads to who has none', async () => {
    await giveFactor(gatehouse, person);
    const list = `${people}?q=user-${person.id}&column=secondFactor`;
    assert.match(text(await administrator.get(list)), /App for codes/);
    assert.doesNotMatch(
      (await administrator.get(`${list}&state=withoutSecondFactor`)).html,
      new RegExp(`people/${person.id}`),
    );
    await gatehouse.store.factors.deleteOfUser(person);
    assert.match(
      text(await administrator.get(`${list}&state=withoutSecondFactor`)),
      new RegExp(`user-${person.id} None|None`),
    );
  });
});

describe('the page of a person', () => {
  it('shows the profile, and what is changed on the page to edit it', async () => {
    const fields = { displayName: 'Neville', name: 'Neville', surname: 'Longbottom', attributes: 'house: Gryffindor' };
    const saved = await sent(at('/edit'), { ...fields, email: `${person.id}@hogwarts.example` });
    for (const words of [
      'Saved.',
      'Neville',
      'Longbottom',
      'not confirmed',
      'house',
      'Gryffindor',
      'never signed in',
    ]) {
      assert.ok(saved.includes(words), words);
    }
    const other = await sent(at('/edit'), { ...fields, email: '', attributes: 'pet: Trevor' });
    assert.ok(other.includes('Trevor') && !other.includes('Gryffindor'));
  });

  it('keeps attributes that do not fit on a line, whatever else is saved', async () => {
    const kept = { 'urn:oid:2.5.4.20': '+44 1', note: 'one\ntwo', blank: ' x ', house: 'Gryffindor', constructor: 'y' };
    const bearer = await token(gatehouse, 'PM.User');
    const call = apiOf(gatehouse, () => bearer);
    const given = await call('PUT', `/api/User/${person.id}`, { extensionUserAttributesToAddOrUpdate: kept });
    assert.equal(given.status, 200, given.text);
    const attributes = async () => (await gatehouse.store.users.find(person))?.extensionAttributes;
    const form = async (changes: Record<string, string>) =>
      await fillInAndFollow(administrator, at('/edit'), { displayName: 'Neville', ...changes });
    await form({});
    assert.deepEqual({ ...(await attributes()) }, kept);
    await form({ attributes: 'house: Slytherin' });
    const { constructor: _gone, blank: _too, ...others } = kept;
    assert.deepEqual({ ...(await attributes()) }, { ...others, house: 'Slytherin' });
  });

  it('keeps what was typed beside what is wrong with it', async () => {
    const answer = await administrator.submit(at('/edit'), { displayName: 'Nev', email: 'nobody' });
    assert.equal(answer.status, 400);
    assert.match(answer.html, /id="email"[^>]*value="nobody"[^>]*aria-invalid="true"/);
    assert.match(answer.html, /id="displayName"[^>]*value="Nev"/);
  });

  it('deactivates and activates, and says what ended', async () => {
    const visitor = await signedIn(person);
    await createPersonalToken(gatehouse, person, ['PM.User']);
    const said = await sent(at(), { do: 'deactivate' });
    assert.match(
      said,
      /is not active any more\. Ended – sessions: 1, access of applications: 0, personal access tokens: 1\./,
    );
    assert.equal(await isIn(visitor), false);
    assert.match(await sent(at(), { do: 'activate' }), /is active again/);
  });

  it('adds to a group and takes out of it', async () => {
    const groups = await gatehouse.store.groups.after(world.organization.id, undefined, 100);
    const group = groups.find(({ type }) => type === 'custom');
    assert.ok(group);
    assert.match(
      await sent(at(), { do: 'join', group: group.id }),
      new RegExp(`was added to the group.*${group.name}`),
    );
    assert.match(await sent(at(), { do: `leave ${group.id}` }), /was removed from the group/);
  });

  it('is deleted after a question that names the person', async () => {
    const asked = await administrator.get(at('/delete'));
    assert.match(text(asked), new RegExp(`Delete user-${person.id}\\?`));
    assert.match(await sent(at('/delete'), {}), /was deleted\. Nothing was open that had to end\./);
    assert.equal(await stored(person.id), undefined);
    const gone = await administrator.get(at());
    assert.equal(gone.status, 404);
    assert.match(gone.html, /It may have been deleted meanwhile.*href="\/identity\/web\/admin\/people">People</s);
  });

  it('says why the last administrator stays one', async () => {
    const answer = await administrator.submit(`${people}/minerva`, { do: `leave ${administratorsGroupId}` });
    assert.equal(answer.status, 400);
    assert.match(text(answer), /administrator/i);
  });
});

describe('the password of a person', () => {
  it('is generated, shown once, and has to be changed at the next sign-in', async () => {
    const answer = await administrator.submit(at('/password'), { way: 'generate' });
    const shown = await administrator.get(answer.location ?? '');
    const generated = /<code class="value" id="secret">([^<]+)<\/code>/.exec(shown.html)?.[1] ?? '';
    assert.match(generated, /^[A-Za-z2-9]{4}(-[A-Za-z2-9]{4}){4}$/);
    assert.doesNotMatch((await administrator.get(answer.location ?? '')).html, /id="secret"/);
    const visitor = createVisitor(() => gatehouse.url);
    const credentials = { userName: `user-${person.id}`, password: generated };
    assert.match((await visitor.submit('/Hogwarts/identity/web/login', credentials)).location ?? '', /change-password/);
  });

  it('is generated as long as the organization asks for', async () => {
    await using _long = await setSetting(gatehouse, 'Auth.Password.PasswordComplexity', '{"Length":"256"}');
    const answer = await administrator.submit(at('/password'), { way: 'generate' });
    assert.equal(answer.status, 303, text(answer));
    const { html } = await administrator.get(answer.location ?? '');
    assert.match(html, /<code class="value" id="secret">[A-Za-z2-9-]{256,}<\/code>/);
  });

  it('can be set by the person, with a link that is mailed', async () => {
    const without = await administrator.submit(at('/password'), { way: 'link' });
    assert.equal(without.status, 400);
    assert.match(text(without), /no e-mail address/);
    await sent(at('/edit'), { email: `${person.id}@hogwarts.example` });
    assert.match(
      await sent(at('/password'), { way: 'link' }),
      /The link to .*@hogwarts\.example waits: no mail server/,
    );
  });

  it('has to be changed at the next sign-in, where that is asked for', async () => {
    assert.match(await sent(at('/password'), { way: 'change' }), /has to choose another password/);
    const { location } = await createVisitor(() => gatehouse.url).submit('/Hogwarts/identity/web/login', {
      userName: `user-${person.id}`,
      password,
    });
    assert.match(location ?? '', /change-password/);
  });
});

describe('the sign-ins of a person', () => {
  it('end one by one, and all together', async () => {
    const [one, other] = [await signedIn(person), await signedIn(person)];
    const { html } = await administrator.get(at('/sign-in'));
    assert.match(html, /Firefox on Linux/);
    const sessions = [...html.matchAll(/name="do" value="(end [^"]+)"/g)].map(([, value]) => value ?? '');
    assert.equal(sessions.length, 2);
    assert.match(await sent(at('/sign-in'), { do: sessions[0] ?? '' }), /session of .* was ended/);
    assert.equal([await isIn(one), await isIn(other)].filter(Boolean).length, 1);
    assert.match(await sent(at('/sign-in'), { do: 'endAll' }), /signed out everywhere\. Ended – sessions: 1,/);
    assert.deepEqual([await isIn(one), await isIn(other)], [false, false]);
    const formToken = tokenOf((await administrator.get(at('/edit'))).html);
    const gone = await administrator.post(at('/sign-in'), { formToken, do: sessions[0] ?? '' });
    assert.equal(gone.status, 400);
    assert.match(text(gone), /no such session/);
  });

  it('show a lock, and lift it', async () => {
    await lock(gatehouse, person);
    assert.match(text(await administrator.get(at('/sign-in'))), /locked Strangers in the network 127\.0\.0\.0\/24/);
    assert.match(text(await administrator.get(at(''))), /Active Locked/, 'on each page of the person');
    const found = await administrator.get('/identity/web/admin/people?state=locked');
    assert.match(found.html, /<span class="badge warn">Locked/);
    assert.match(await sent(at('/sign-in'), { do: 'unlock' }), /lock of .* was lifted.*Nobody is refused/);
    const entries = (await auditOf(gatehouse, 'User')).filter(({ targetId }) => targetId === person.id);
    assert.deepEqual([entries[0]?.action, entries[0]?.actor], ['Unlock', 'minerva.mcgonagall']);
  });
});

describe('what acts in the name of a person', () => {
  it('is taken away: applications, and tokens', async () => {
    await party.signIn(person, { scope: 'openid offline_access PM.User' });
    await createPersonalToken(gatehouse, person, ['PM.User']);
    const { html } = await administrator.get(at('/connections'));
    assert.match(html, /Owl Post[\s\S]*see and manage people/);
    const [application, token] = [...html.matchAll(/name="do" value="([^"]+)"/g)].map(([, value]) => value ?? '');
    const removed = await sent(at('/connections'), { do: application ?? '' });
    assert.match(removed, /does not act in the name of .*access of applications: 1, .*No application acts/);
    assert.match(await sent(at('/connections'), { do: token ?? '' }), /was revoked.*None\./);
  });
});

describe('the history of a person', () => {
  it('has sign-in attempts and what was done in one list, the newest first', async () => {
    await createVisitor(() => gatehouse.url).submit('/Hogwarts/identity/web/login', {
      userName: `user-${person.id}`,
      password: 'wrong',
    });
    await signedIn(person);
    await sent(at(), { do: 'deactivate' });
    const said = text(await administrator.get(at('/history')));
    assert.match(said, /minerva\.mcgonagall updated a user.*Signed in.*127\.0\.0\.1, Firefox.*Wrong password refused/);
    assert.equal(said.match(/Signed in /g)?.length, 1);
  });

  it('goes on on further pages, and loses nothing between two of them, nor tells it twice', async () => {
    await sent(at(), { do: 'deactivate' });
    const at0 = Date.now() - 1_000_000;
    for (let n = 0; n < 120; n += 1) {
      await gatehouse.store.loginAttempts.append({
        ...{ organizationId: world.organization.id, userId: person.id, userNameOrEmail: 'x', clientIp: `192.0.2.${n}` },
        ...{ clientName: null, browserInfo: null, result: 'success', at: at0 + n },
      });
    }
    const seen: string[] = [];
    let changes = 0;
    let next: string | undefined = at('/history');
    while (next !== undefined) {
      const { html } = await administrator.get(next);
      changes += html.split('minerva.mcgonagall updated a user').length - 1;
      seen.push(...[...html.matchAll(/192\.0\.2\.(\d+)/g)].map(([, n]) => n ?? ''));
      next = /<a class="button plain" href="([^"]*history\?[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 120 }, (_, n) => String(119 - n)),
    );
    assert.equal(changes, 1);
  });
});

describe('a new person', () => {
  it('is invited, or created and gets a password next', async () => {
    const email = `${newId()}@hogwarts.example`;
    assert.match(
      await sent(`${admin}/new-person`, { email, displayName: 'Luna', how: 'invite' }),
      /Luna was invited, but the mail waits: no mail server is set up.*Luna/,
    );
    const other = await sent(`${admin}/new-person`, { email: `x${email}`, how: 'create' });
    assert.match(other, /was created, without a password.*Password of/);
    const withoutAddress = await sent(`${admin}/new-person`, { userName: newId(), how: 'create' });
    assert.match(withoutAddress, /was created, without a password.*There is no e-mail address/);
    const again = await administrator.submit(`${admin}/new-person`, { email: `x${email}`, how: 'create' });
    assert.equal(again.status, 400);
    assert.match(text(again), /already taken/);
  });

  it('is refused beside the field for the address or the name where somebody has it, and where the profile is edited', async () => {
    const [email, userName] = [`${newId()}@hogwarts.example`, newId()];
    await administrator.submit(`${admin}/new-person`, { email, how: 'create' });
    const other = await administrator.submit(`${admin}/new-person`, { email: `x${email}`, userName, how: 'create' });
    const id = /people\/([^/]+)\/password/.exec(other.location ?? '')?.[1];
    const faultAt = async (page: string, fields: Record<string, string>) => {
      const { status, html } = await administrator.submit(`${admin}/${page}`, fields);
      assert.equal(status, 400);
      return [...html.matchAll(/<div class="fault" id="(\w*)-fault"[^>]*>(.*?)<\/div>/gs)].map(([, field, said]) => {
        const input = new RegExp(`<input id="${field}"[^>]*aria-invalid="true"[^>]*autofocus`);
        return [field, /already taken/.test(said ?? ''), input.test(html)];
      });
    };
    assert.deepEqual(await faultAt('new-person', { email, userName: ' ', how: 'create' }), [['email', true, true]]);
    assert.deepEqual(await faultAt('new-person', { email: `y${email}`, userName, how: 'create' }), [
      ['userName', true, true],
    ]);
    assert.deepEqual(await faultAt(`people/${id}/edit`, { email }), [['email', true, true]]);
  });

  it('is refused with what is wrong beside the field', async () => {
    const answer = await administrator.submit(`${admin}/new-person`, { email: 'nobody', how: 'create' });
    assert.equal(answer.status, 400);
    assert.match(text(answer), /Email is invalid/);
    assert.match(answer.html, /<input id="email"[^>]* aria-invalid="true"[^>]* autofocus/);
    const nowhere = await administrator.submit(`${admin}/new-person`, { userName: newId(), how: 'invite' });
    assert.match(text(nowhere), /An invitation needs an address\. Without one, choose “Create only”/);
    const nobody = await administrator.submit(`${admin}/new-person`, { how: 'create' });
    assert.match(nobody.html, /id="userName-fault"/);
  });
});

describe('somebody without a password', () => {
  it('is told from those who have one, in the list and on the own page, whether an invitation was accepted or not', async () => {
    const [hasNone, isInvited] = [newId(), newId()];
    const bearer = await token(gatehouse, 'PM.User');
    const api = apiOf(gatehouse, () => bearer);
    const hasHash = newId();
    const users = [
      { userName: hasNone, invitationAccepted: true },
      { userName: isInvited },
      { userName: hasHash, passwordHash: movedIn },
    ];
    const body = { partitionGlobalId: world.organization.id, users };
    const made = await api('POST', '/api/User/BulkCreate', body);
    const ids = made.json.users.map(({ id }: { id: string }) => id);
    for (const [name, id, state] of [
      [hasNone, ids[0], 'No password'],
      [isInvited, ids[1], 'No password'],
      [hasHash, ids[2], 'Active'],
      [`user-${person.id}`, person.id, 'Active'],
    ]) {
      const badge = new RegExp(`class="badge[^>]*>${state}<`);
      assert.match((await administrator.get(`${people}?q=${name}`)).html, badge);
      assert.match((await administrator.get(`${people}/${id}`)).html, badge);
      const listed = (await administrator.get(`${people}?q=${name}&state=invited`)).html;
      assert.equal(badge.test(listed), state !== 'Active');
    }
    const path = `/api/User/users/${world.organization.id}/without-password`;
    const asked = (some: readonly string[]) => some.map((id) => `userId=${id}`).join('&');
    const { json } = await api('GET', `${path}?${asked([...ids, person.id])}`);
    assert.deepEqual(new Set(json.map(({ userId }: { userId: string }) => userId)), new Set(ids.slice(0, 2)));
    const many = await api('GET', `${path}?${asked(Array.from({ length: 201 }, newId))}`);
    assert.equal(many.status, 400);
  });
});

describe('several people', () => {
  const chosen = (action: string, ...ids: readonly string[]) =>
    `${admin}/people-actions?action=${action}&${ids.map((id) => `id=${id}`).join('&')}`;

  it('are named before something is done with them, and told one by one how it ended', async () => {
    const other = await createAccount(gatehouse, password);
    const path = chosen('deactivate', person.id, other.id, 'minerva');
    const asked = await administrator.get(path);
    assert.match(text(asked), new RegExp(`Deactivate 3 people\\?.*user-${person.id}.*user-${other.id}`));
    const { status, html } = await administrator.post(path, { formToken: tokenOf(asked.html) });
    assert.equal(status, 200);
    assert.match(text({ html } as Seen), /Done: 2 of 3\..*not done/);
    assert.deepEqual([(await stored(person.id))?.isActive, (await stored('minerva'))?.isActive], [false, true]);
  });

  it('are all deactivated where who asks for it is the first of them, and are told so', async () => {
    const own = await createAccount(gatehouse, password, { isAdministrator: true });
    const another = await signedInAdministrator(gatehouse, { userName: `user-${own.id}`, password });
    const others = await Promise.all(Array.from({ length: 12 }, () => createAccount(gatehouse, password)));
    const path = chosen('deactivate', own.id, ...others.map(({ id }) => id));
    const { status, html } = await another.post(path, { formToken: tokenOf((await another.get(path)).html) });
    assert.equal(status, 200);
    assert.match(text({ html } as Seen), /Done: 13 of 13\./);
    assert.equal((await another.get(path)).status, 303);
    for (const { id } of [own, ...others]) assert.equal((await stored(id))?.isActive, false);
  });

  it('join a group, are mailed, have to change their passwords, and are deleted', async () => {
    const groups = await gatehouse.store.groups.after(world.organization.id, undefined, 100);
    const group = groups.find(({ type }) => type === 'custom')?.id ?? '';
    for (const [action, fields, expected] of [
      ['addToGroup', {}, /Fill in this field/],
      ['addToGroup', { group }, /Done: 1 of 1/],
      ['removeFromGroup', { group }, /Done: 1 of 1/],
      ['invite', {}, /Done: 0 of 1\..*no e-mail address/],
      ['requireChange', {}, /Done: 1 of 1/],
      ['delete', {}, /Done: 1 of 1/],
      ['delete', {}, /not there any more/],
    ] as const) {
      assert.match(text(await administrator.submit(chosen(action, person.id), fields)), expected, action);
    }
  });

  const skip = isOnCitus() && 'Tables of Citus take no triggers, by which a store is made to refuse.';
  it('are told who was changed, who not, and who was not tried, when the server fails in between', {
    skip,
  }, async () => {
    const all = await Promise.all([1, 2, 3, 4].map(() => createAccount(gatehouse, password)));
    const [done, failing, ...rest] = all.map(({ id }) => id) as [string, string, ...string[]];
    const path = chosen('deactivate', done, failing, ...rest);
    const { html } = await administrator.get(path);
    const restore = await refusing(gatehouse.db, [{ of: 'update', to: 'users', when: `new.id = '${failing}'` }]);
    const answer = await administrator.post(path, { formToken: tokenOf(html) });
    await restore();
    assert.equal(answer.status, 500);
    const report = text(answer);
    assert.match(report, /Done: 1 of 4\./);
    const order = [`user-${done} done`, `user-${failing} not known Something went wrong.* trace id: \\w+`];
    assert.match(report, new RegExp([...order, ...rest.map((id) => `user-${id} not tried`)].join('.*')));
    assert.doesNotMatch(answer.html, /out of order/);
    const faults = gatehouse.logLines.filter(({ message }) => message === 'fault').map(({ error }) => String(error));
    assert.ok(faults.some((fault) => fault.includes('out of order')));
    const active = await Promise.all(all.map(async ({ id }) => (await stored(id))?.isActive));
    assert.deepEqual(active, [false, true, true, true]);
    // What was done can be taken back, and what was not can be tried again.
    assert.match(answer.html, new RegExp(`action=activate&(?:amp;)?id=${done}"`));
    assert.match(
      answer.html,
      new RegExp(`action=deactivate&(?:amp;)?id=${failing}&(?:amp;)?id=${rest[0]}&(?:amp;)?id=${rest[1]}"`),
    );
  });

  it('are none where nobody was chosen', async () => {
    for (const path of [`${admin}/people-actions`, chosen('dance', person.id)]) {
      assert.match(text(await administrator.get(path)), /Nobody was chosen/);
    }
  });
});
