import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createLink } from '../support/account-link.ts';
import { createAccount } from '../support/accounts.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, noBudgets, startGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { setSetting } from '../support/settings.ts';
import { until } from '../support/until.ts';
import { userToken } from '../support/user-token.ts';
import { createVisitor, type Seen, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

let mailServer: MailServer;
let gatehouse: Gatehouse;

before(async () => {
  mailServer = await startMailServer();
  gatehouse = await startGatehouse({
    ...noBudgets,
    ...{ 'smtp-host': '127.0.0.1', 'smtp-port': String(mailServer.port), 'smtp-security': 'opportunistic' },
    'smtp-from': 'gatehouse@example.com',
  });
});

after(async () => {
  await gatehouse.stop();
  await mailServer.stop();
});

const { organization } = world;
const rule = 'Auth.RequireConfirmedEmail';
const password = 'al0h0m0ra-account';

async function call(method: string, path: string, body: object, bearer?: string) {
  const authorization = `Bearer ${bearer ?? (await token(gatehouse))}`;
  const headers = { authorization, 'content-type': 'application/json' };
  return await send(`${gatehouse.url}/identity/api${path}`, { method, headers, body: JSON.stringify(body) });
}

const newAddress = () => `${randomUUID()}@example.com`;

async function create(user: object): Promise<string> {
  const id = randomUUID();
  const body = { id, userName: id, partitionGlobalId: organization.id, password, ...user };
  const { status, text } = await call('POST', '/User', body);
  assert.equal(status, 200, text);
  await gatehouse.db.updateTable('credentials').set({ must_change: 0 }).where('user_id', '=', id).execute();
  return id;
}

const mailsTo = (address: string) =>
  mailServer.mails.filter(({ to }) => [to].flat().some((one) => one?.text === address));

/** The path of the link in the mail of that number to the address. */
async function linkTo(address: string, number = 1): Promise<string> {
  await until(() => mailsTo(address).length >= number);
  const link = /https?:\/\/\S+token=\S+/.exec(mailsTo(address)[number - 1]?.text ?? '')?.[0] ?? '';
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** What is waited for is delivered in order: a mail that is not there after this one was never sent. */
async function nothingWaits(): Promise<void> {
  await until(async () => {
    const rows = await gatehouse.db.selectFrom('outbox').select('id').where('delivered_at', 'is', null).execute();
    return rows.length === 0;
  });
}

const visitor = () => createVisitor(() => gatehouse.url);

async function signIn(browser: Visitor, userName: string, query = ''): Promise<Seen> {
  return await browser.submit(`/Hogwarts/identity/web/login${query}`, { userName, password });
}

const formAction = (html: string): string =>
  /<form[^>]* action="([^"]*send-confirmation[^"]*)"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';

describe('an organization that asks for confirmed addresses', () => {
  it('sends a link to a new user, who signs in after opening it, and not before', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const email = newAddress();
    const userName = await create({ email });
    const link = await linkTo(email);
    assert.match(mailsTo(email)[0]?.subject ?? '', /Confirm your e-mail address/);
    const browser = visitor();
    const refused = await signIn(browser, userName);
    assert.match(refused.location ?? '', /errorCode=208/);
    const looked = await browser.get(link);
    assert.deepEqual([looked.status, looked.html.includes(email)], [200, true]);
    const confirmed = await browser.submit(link, {});
    assert.match(confirmed.location ?? '', /confirm-email\?done=yes/);
    assert.match((await signIn(browser, userName)).location ?? '', /web\/account/);
  });

  it('has a link that works once, and says kindly what can be done about one that does not', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const email = newAddress();
    await create({ email });
    const link = await linkTo(email);
    assert.equal((await visitor().submit(link, {})).status, 303);
    for (const path of [link, '/identity/web/confirm-email?token=made-up', '/identity/web/confirm-email']) {
      const dead = await visitor().get(path);
      assert.equal(dead.status, 400);
      assert.match(dead.html, /This link no longer works/);
      assert.match(dead.html, /you can have a new link sent from there/);
    }
  });

  it('sends another link to whoever gives the right password, ends the one before, and leads back', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const email = newAddress();
    const userName = await create({ email });
    const first = await linkTo(email);
    const browser = visitor();
    const returnUrl = '/Hogwarts/identity/web/sessions';
    const query = `?${new URLSearchParams({ returnUrl })}`;
    const wrong = await browser.submit(`/Hogwarts/identity/web/login${query}`, { userName, password: 'wr0ng' });
    assert.equal(formAction(wrong.html), '');
    const refused = await signIn(browser, userName, query);
    const offered = await browser.get(refused.location ?? '');
    assert.match(offered.html, /Confirm your e-mail address first/);
    assert.match(offered.html, new RegExp(`value="${userName}"`));
    const action = formAction(offered.html);
    const sent = await postTo(browser, refused, action);
    const told = await browser.get(sent.location ?? '');
    assert.match(told.html, new RegExp(`We have sent a link to ${email}`));
    const second = await linkTo(email, 2);
    assert.match(mailsTo(email)[1]?.text ?? '', /from the address 127\.0\.0\.1/);
    assert.equal((await visitor().get(first)).status, 400);
    const done = await browser.submit(second, {});
    const page = await browser.get(done.location ?? '');
    const signInAgain = /href="([^"]*web\/login[^"]*)"/.exec(page.html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    assert.equal((await browser.submit(signInAgain, { userName, password })).location, returnUrl);
  });

  it('sends nothing for a ticket of another browser, or for none', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const email = newAddress();
    const userName = await create({ email });
    await linkTo(email);
    const browser = visitor();
    const refused = await signIn(browser, userName);
    const action = formAction((await browser.get(refused.location ?? '')).html);
    for (const [other, path] of [
      [visitor(), action],
      [browser, '/Hogwarts/identity/web/send-confirmation?ticket=made-up'],
      [browser, '/Hogwarts/identity/web/send-confirmation'],
    ] as const) {
      const answer = await postTo(other, { location: '/Hogwarts/identity/web/login' }, path);
      assert.match(answer.location ?? '', /web\/login/);
    }
    await nothingWaits();
    assert.equal(mailsTo(email).length, 1);
  });

  it('sends five links in an hour, and says so when there were more', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const userName = await create({ email: newAddress() });
    const browser = visitor();
    const refused = await signIn(browser, userName);
    const action = formAction((await browser.get(refused.location ?? '')).html);
    const answers: Seen[] = [];
    for (let time = 0; time < 5; time += 1) answers.push(await postTo(browser, refused, action));
    const sent = answers.map(({ location }) => new URL(location ?? '', gatehouse.url).searchParams.get('sent'));
    assert.deepEqual(sent, ['sent', 'sent', 'sent', 'sent', 'tooMany']);
    assert.match((await browser.get(answers[4]?.location ?? '')).html, /five links within an hour/);
  });

  it('sends a link to each of many new users, and an invitation alone to who is invited', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const [one, two, guest] = [newAddress(), newAddress(), newAddress()];
    const partition = { partitionGlobalId: organization.id };
    await call('POST', '/User/BulkCreate', { ...partition, users: [{ email: one }, { email: two }] });
    await call('POST', '/User/InviteUsers', { ...partition, users: [{ email: guest }] });
    await until(() => [one, two, guest].every((address) => mailsTo(address).length > 0));
    await nothingWaits();
    assert.deepEqual(
      [one, two, guest].map((address) => mailsTo(address).map(({ subject }) => subject)),
      [['Confirm your e-mail address'], ['Confirm your e-mail address'], ['You are invited to Hogwarts']],
    );
  });

  it('sends a link to an address that has changed, and the one to the old address works no more', async () => {
    await using _rule = await setSetting(gatehouse, rule, 'true');
    const [before, now] = [newAddress(), newAddress()];
    const id = await create({ email: before });
    const old = await linkTo(before);
    assert.equal((await call('PUT', `/User/${id}`, { email: now })).status, 200);
    const link = await linkTo(now);
    assert.equal((await visitor().get(old)).status, 400);
    assert.equal((await visitor().submit(link, {})).status, 303);
    assert.equal((await gatehouse.store.users.find({ organizationId: organization.id, id }))?.emailConfirmed, true);
  });
});

/** Sends the form with that action which stands on the page where `from` leads. */
async function postTo(browser: Visitor, from: Pick<Seen, 'location'>, action: string): Promise<Seen> {
  const { html } = await browser.get(from.location ?? '');
  const formToken = /name="formToken" value="([^"]*)"/.exec(html)?.[1] ?? '';
  return await browser.post(action, { formToken });
}

describe('an organization that does not ask for confirmed addresses', () => {
  it('sends no link to new users, but one to who had confirmed an address that changes', async () => {
    const [first, second] = [newAddress(), newAddress()];
    const id = await create({ email: first });
    assert.equal((await call('PUT', `/User/${id}`, { email: second })).status, 200);
    await gatehouse.db.updateTable('users').set({ email_confirmed: 1 }).where('id', '=', id).execute();
    const third = newAddress();
    assert.equal((await call('PUT', `/User/${id}`, { email: third })).status, 200);
    await linkTo(third);
    assert.deepEqual([mailsTo(first).length, mailsTo(second).length], [0, 0]);
  });
});

describe('a link to confirm an address', () => {
  it('works after the server was started anew', async () => {
    await using folder = await temporaryFolder();
    const flags = { data: folder.path };
    const before = await startGatehouse(flags);
    const link = await createLink(before, { organizationId: organization.id, id: world.harry.id }, 'EmailConfirmation');
    await before.stop();
    const after = await startGatehouse(flags);
    const confirmed = await createVisitor(() => after.url).submit(`/identity/web/confirm-email?token=${link}`, {});
    await after.stop();
    assert.match(confirmed.location ?? '', /confirm-email\?done=yes/);
  });
});

describe('asking for confirmed addresses', () => {
  const switchOn = (bearer?: string) => call('PUT', '/Setting', { settings: [{ key: rule, value: 'true' }] }, bearer);
  const { id: organizationId } = world.otherOrganization;

  it('is refused while no administrator has one, who are sent a link each, and works when one has opened it', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true, organizationId });
    const administrator = await userToken(gatehouse, account, ['PM.Setting', 'PM.AuthSetting']);
    const email = newAddress();
    const administrators = await gatehouse.store.memberships.administrators(organizationId);
    const others = administrators.map(({ id }) => id).filter((id) => id !== account.id);
    if (others.length > 0) {
      await gatehouse.db.updateTable('users').set({ email_confirmed: 0 }).where('id', 'in', others).execute();
    }
    await gatehouse.db
      .updateTable('users')
      .set({ email, email_key: email.toUpperCase() })
      .where('id', '=', account.id)
      .execute();
    const refused = await switchOn(administrator);
    assert.equal(refused.status, 400);
    assert.match(refused.json.errors[rule][0], /all of them would be locked out/);
    assert.equal((await visitor().submit(await linkTo(email), {})).status, 303);
    assert.equal((await switchOn(administrator)).status, 200);
  });
});
