import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe } from 'node:test';
import type { Page } from 'playwright-core';
import { createAccount } from '../support/accounts.ts';
import { createApplication } from '../support/oauth.ts';
import { fillSignIn } from '../support/playwright.ts';
import { authorizeUrl, beginDevice, type RelyingParty } from '../support/relying-party.ts';
import {
  allow,
  arriveWith,
  heading,
  password,
  typeNewPassword,
  userName,
  useTravellers,
} from './travellers.fixture.ts';

// People with several tabs, restarted browsers, links in mails and forms that were open for too long: whatever they do,
// the organization and the request of the application are still known.

const { gatehouse, application, it, browser, web, askFor } = useTravellers();
const servers: Server[] = [];
after(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(
  host: string,
  answer: (url: URL) => { readonly location?: string; readonly html?: string },
): Promise<string> {
  const server = createServer((request, response) => {
    const { location, html = '' } = answer(new URL(request.url ?? '/', 'http://x'));
    const head = { 'content-type': 'text/html', ...(location === undefined ? {} : { location }) };
    response.writeHead(location === undefined ? 200 : 302, head).end(html);
  });
  servers.push(server);
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, host, resolve));
  return `:${(server.address() as AddressInfo).port}`;
}

describe('two tabs on their way to an application', () => {
  it('both arrive: signing in in one lets the other go on by itself, and each has its own consent', async () => {
    const account = await createAccount(gatehouse, password);
    const first = await browser.openPage();
    const second = await first.context().newPage();
    await first.goto(askFor('first'));
    await second.goto(askFor('second'));
    await fillSignIn(second, userName(account), password);
    await heading(second, 'Allow access?');
    await heading(first, 'Allow access?');
    await allow(first);
    await arriveWith(first, 'first');
    await allow(second);
    await arriveWith(second, 'second');
    await browser.leavePage(first);
  });

  it('both take the right password, without scripts, though the other was first', async () => {
    const account = await createAccount(gatehouse, password);
    const first = await browser.openPage({ javaScriptEnabled: false });
    const second = await first.context().newPage();
    await first.goto(askFor('first'));
    await second.goto(askFor('second'));
    for (const [page, state] of [
      [second, 'second'],
      [first, 'first'],
    ] as const) {
      await fillSignIn(page, userName(account), password);
      await heading(page, 'Allow access?');
      await allow(page);
      await arriveWith(page, state);
    }
    await browser.leavePage(first);
  });

  it('lead two people to their own passwords, when both have to be changed first', async () => {
    const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    for (const { id } of [one, other]) {
      await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', id).execute();
    }
    const first = await browser.openPage();
    const tabs = [first, await first.context().newPage()] as const;
    for (const [index, account] of [one, other].entries()) {
      await tabs[index]?.goto(askFor(`tab${index}`));
      await fillSignIn(tabs[index] as Page, userName(account), password);
      await (tabs[index] as Page).getByText(`Account: ${userName(account)}, at Hogwarts.`).waitFor();
    }
    await typeNewPassword(tabs[0]);
    await tabs[0].getByRole('button', { name: 'Change the password' }).click();
    await allow(tabs[0]);
    await arriveWith(tabs[0], 'tab0');
    const changed = await gatehouse.db
      .selectFrom('credentials')
      .select('user_id')
      .where('must_change', '=', 0)
      .where('user_id', 'in', [one.id, other.id])
      .execute();
    assert.deepEqual(
      changed.map(({ user_id }) => user_id),
      [one.id],
    );
    await browser.leavePage(first);
  });

  it('are both signed out, each to its own address, when one was first', async () => {
    const account = await createAccount(gatehouse, password);
    const first = await browser.openPage();
    const second = await first.context().newPage();
    await first.goto(web('login?organization=Hogwarts'));
    await fillSignIn(first, userName(account), password);
    await first.waitForURL(/account$/);
    const home = application.redirectUri.replace('callback', '');
    const query = new URLSearchParams({ client_id: application.clientId, post_logout_redirect_uri: home });
    for (const [page, state] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      await page.goto(web(`logout?${query}&state=${state}`));
    }
    for (const [page, state] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      await page.getByRole('button', { name: 'Sign out' }).click();
      await heading(page, 'Back at the application');
      assert.equal(new URL(page.url()).searchParams.get('state'), state);
    }
    await browser.leavePage(first);
  });
});

describe('a person who is asked in the name of somebody else', () => {
  for (const javaScriptEnabled of [true, false]) {
    it(`signs in as themselves, and is asked the same, with${javaScriptEnabled ? '' : 'out'} scripts`, async () => {
      const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
      const page = await browser.openPage({ javaScriptEnabled });
      await page.goto(askFor('other'));
      await fillSignIn(page, userName(one), password);
      await page.getByText(`You are signed in as ${userName(one)}.`).waitFor();
      await page.getByText('on this device').waitFor();
      await page.getByRole('button', { name: 'Not you?' }).click();
      await fillSignIn(page, userName(other), password);
      await page.getByText(`You are signed in as ${userName(other)}.`).waitFor();
      await allow(page);
      await arriveWith(page, 'other');
      await browser.leavePage(page);
    });
  }

  it('signs in as themselves on the way to a device, whose code is still there', async () => {
    const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    const { page: link, userCode } = await beginDevice(gatehouse, application);
    const page = await browser.openPage();
    await page.goto(link);
    await fillSignIn(page, userName(one), password);
    await page.getByRole('button', { name: 'Not you?' }).click();
    if (await page.getByLabel('Organization').count()) await page.getByLabel('Organization').fill('Hogwarts');
    await fillSignIn(page, userName(other), password);
    await page.getByText(`You are signed in as ${userName(other)}.`).waitFor();
    await page.getByText(userCode.replaceAll('-', '\u2011')).waitFor();
    await browser.leavePage(page);
  });
});

describe('the last form before an application', () => {
  const far = async (host: string, register: (port: string) => string) => {
    const there = await listen('127.0.0.1', () => ({ html: '<h1>Back at the application</h1>' }));
    const port = await listen(host, ({ search }) => ({ location: `http://localhost${there}/arrived${search}` }));
    const redirect_uri = `http://${host.includes(':') ? `[${host}]` : host}${port}/callback`;
    const scopes = [{ name: 'PM.User.Read', type: 'user' }] as const;
    const registered = { isConfidential: false, redirectUris: [register(redirect_uri)], scopes };
    return { redirectUri: redirect_uri, clientId: (await createApplication(gatehouse, registered)).id };
  };
  const hosts: readonly (readonly [what: string, host: string, register: (uri: string) => string])[] = [
    ['one that sends the browser on to another site', '127.0.0.1', (uri) => uri],
    ['a loopback address that was registered without its port', '127.0.0.1', (uri) => uri.replace(/:\d+/, '')],
    ['a loopback address of IPv6', '::1', (uri) => uri],
  ];
  for (const javaScriptEnabled of [true, false]) {
    for (const [what, host, register] of hosts) {
      it(`leads to ${what}, with${javaScriptEnabled ? '' : 'out'} scripts`, async () => {
        const account = await createAccount(gatehouse, password);
        const page = await browser.openPage({ javaScriptEnabled });
        const party = await far(host, register);
        const asked = authorizeUrl(gatehouse, party as RelyingParty).replace(
          /scope=[^&]*/,
          'scope=openid+PM.User.Read',
        );
        await page.goto(asked);
        await fillSignIn(page, userName(account), password);
        await allow(page);
        await heading(page, 'Back at the application');
        assert.equal(new URL(page.url()).pathname, '/arrived');
        assert.ok(new URL(page.url()).searchParams.get('code'));
        await browser.leavePage(page);
      });
    }
  }
});
