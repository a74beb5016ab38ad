import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { newId } from '../../src/directory/identifier.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { setBranding } from '../support/branding.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import {
  authorizeUrl,
  beginDevice,
  type RelyingParty,
  relyingPartyName,
  startRelyingParty,
} from '../support/relying-party.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

// People with several tabs, restarted browsers, links in mails and forms that were open for too long: whatever they do,
// the organization and the request of the application are still known.

let application: RelyingParty;
const gatehouse = useGatehouse(async (started) => {
  application = await startRelyingParty(started);
  await setBranding(started, world.otherOrganization.id);
});
const { it, ...browser } = useBrowser();
const servers: Server[] = [];
after(async () => {
  await application[Symbol.asyncDispose]();
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
});

const password = 'al0h0m0ra-account';
const newPassword = 'mischief-managed-1';
const userName = ({ id }: Account): string => `user-${id}`;
const web = (page: string): string => `${gatehouse.url}/identity/web/${page}`;
const askFor = (state: string): string => authorizeUrl(gatehouse, application).replace('state=s&', `state=${state}&`);
const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
const allow = (page: Page) => page.getByRole('button', { name: 'Allow', exact: true }).click();

async function arriveWith(page: Page, state: string): Promise<void> {
  await heading(page, 'Back at the application');
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('state'), searchParams.has('code')], [state, true], page.url());
}

/** A person with an e-mail address. */
async function withAddress(account: Account): Promise<string> {
  const email = `${account.id}@people.example`;
  const row = { email, email_key: email.toUpperCase(), email_confirmed: 1 } as const;
  await gatehouse.db.updateTable('users').set(row).where('id', '=', account.id).execute();
  return email;
}

const inDurmstrang = (secret: string | null = password) =>
  createAccount(gatehouse, secret, { organizationId: world.otherOrganization.id });

async function typeNewPassword(page: Page, text = newPassword, repeated = text): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(text);
  await page.getByLabel('Repeat the new password').fill(repeated);
}

const signOutElsewhere = ({ accountId }: Account) =>
  gatehouse.db.deleteFrom('grants').where('account_id', '=', accountId).execute();

/** What a browser has kept when it is started again. */
async function restart(context: BrowserContext): Promise<BrowserContext> {
  const cookies = (await context.cookies()).filter(({ expires }) => expires !== -1);
  await context.close();
  const again = await browser.open();
  await again.addCookies(cookies);
  return again;
}

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
    const context = await browser.open();
    const [first, second] = [await context.newPage(), await context.newPage()];
    await first.goto(askFor('first'));
    await second.goto(askFor('second'));
    await fillSignIn(second, userName(account), password);
    await heading(second, 'Allow access?');
    await heading(first, 'Allow access?');
    await allow(first);
    await arriveWith(first, 'first');
    await allow(second);
    await arriveWith(second, 'second');
    await context.close();
  });

  it('both take the right password, without scripts, though the other was first', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open({ javaScriptEnabled: false });
    const [first, second] = [await context.newPage(), await context.newPage()];
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
    await context.close();
  });

  it('lead two people to their own passwords, when both have to be changed first', async () => {
    const [one, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    for (const { id } of [one, other]) {
      await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', id).execute();
    }
    const context = await browser.open();
    const tabs = [await context.newPage(), await context.newPage()] as const;
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
    await context.close();
  });

  it('are both signed out, each to its own address, when one was first', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const [first, second] = [await context.newPage(), await context.newPage()];
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
    await context.close();
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
        const context = await browser.open({ javaScriptEnabled });
        const page = await context.newPage();
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
        await context.close();
      });
    }
  }
});

describe('a browser that was started again', () => {
  it('goes on with the request at whose sign-in page it was closed', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(askFor('before'));
    const address = page.url();
    const again = await (await restart(context)).newPage();
    await again.goto(address);
    await again.getByText(`to continue to ${relyingPartyName} with your Hogwarts account`).waitFor();
    await fillSignIn(again, userName(account), password);
    await allow(again);
    await arriveWith(again, 'before');
    await again.context().close();
  });

  for (const scripts of [true, false]) {
    it(`knows who asked to be kept signed in, and nobody else${scripts ? '' : ', without scripts'}`, async () => {
      const account = await createAccount(gatehouse, password);
      for (const stays of [true, false]) {
        const context = await browser.open({ javaScriptEnabled: scripts });
        const page = await context.newPage();
        await page.goto(web('login?organization=Hogwarts'));
        if (stays) await page.getByLabel('Keep me signed in').check();
        await fillSignIn(page, userName(account), password);
        await page.getByRole('link', { name: 'Sign out' }).waitFor();
        const again = await (await restart(context)).newPage();
        await again.goto(web('account'));
        await again.getByRole(stays ? 'link' : 'button', { name: stays ? 'Sign out' : 'Sign in' }).waitFor();
        await again.context().close();
      }
    });
  }

  it('signs in again for the page that was open, and comes back with what was filled in', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login?organization=Hogwarts&returnUrl=/identity/web/tokens'));
    await fillSignIn(page, userName(account), password);
    await page.getByLabel('What is it for?').fill('Nightly owl report');
    await page.getByLabel('see people').check();
    await context.clearCookies();
    await page.getByRole('button', { name: 'Create the token' }).click();
    await page.getByText('You are not signed in any more').waitFor();
    if (await page.getByLabel('Organization').count()) await page.getByLabel('Organization').fill('Hogwarts');
    await fillSignIn(page, userName(account), password);
    await page.waitForURL(/tokens/);
    assert.equal(await page.getByLabel('What is it for?').inputValue(), 'Nightly owl report');
    assert.ok(await page.getByLabel('see people').isChecked());
    await page.getByRole('button', { name: 'Create the token' }).click();
    await heading(page, 'Your new token');
    await context.close();
  });

  it('sends a form again that it has no cookie for, with the name that was typed', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
    await context.clearCookies();
    await fillSignIn(page, userName(account), password);
    await page.getByText('Your browser sent no cookie along.').waitFor();
    assert.equal(await page.getByLabel('User name or e-mail').inputValue(), userName(account));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/account$/);
    await context.close();
  });
});

describe('a session that was ended elsewhere', () => {
  it('is told of on the way to signing in, and the page that was wanted comes after', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login?organization=Hogwarts'));
    await fillSignIn(page, userName(account), password);
    await page.waitForURL(/account$/);
    await signOutElsewhere(account);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('You are not signed in any more').waitFor();
    await fillSignIn(page, userName(account), password, 'Hogwarts');
    await heading(page, 'Sessions');
    await context.close();
  });

  it('does not lose the request of an application that waits for consent', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(askFor('waiting'));
    await fillSignIn(page, userName(account), password);
    await heading(page, 'Allow access?');
    await signOutElsewhere(account);
    await allow(page);
    await page.getByText('You are not signed in any more').waitFor();
    await page.getByText(`to continue to ${relyingPartyName}`).waitFor();
    await fillSignIn(page, userName(account), password);
    await allow(page);
    await arriveWith(page, 'waiting');
    await context.close();
  });
});

describe('a link in a mail', () => {
  const linkTo = async (server: Gatehouse, page: string, account: Account, kind: Parameters<typeof createLink>[2]) => {
    const { organizationId, id } = account;
    return web(
      `${page}?token=${await createLink(server, { organizationId, id }, kind)}&organization=${organizationId}`,
    );
  };

  it('welcomes whoever is invited to their organization, in its look, and signs them in there', async () => {
    const account = await inDurmstrang(null);
    await withAddress(account);
    const context = await browser.open();
    const page = await context.newPage();
    const link = await linkTo(gatehouse, 'invitation', account, 'UserInvitation');
    await page.goto(link);
    await heading(page, 'Welcome to Durmstrang Institute');
    await page.getByText(`Account: ${userName(account)}, at Durmstrang.`).waitFor();
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.getByText('Your account is ready. You are signed in.').waitFor();
    await page.getByText('Your account at Durmstrang').waitFor();
    await page.goto(link);
    await heading(page, 'This link does not work any more');
    assert.match(await page.title(), /Durmstrang Institute$/);
    await context.close();
  });

  it('that somebody asked for elsewhere leads to the sign-in page of the right organization, filled in', async () => {
    const account = await inDurmstrang();
    await withAddress(account);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(await linkTo(gatehouse, 'reset', account, 'ForgotPassword'));
    await page.getByText(`Account: ${userName(account)}, at Durmstrang.`).waitFor();
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('with your Durmstrang account').waitFor();
    assert.equal(await page.getByLabel('User name or e-mail').inputValue(), userName(account));
    await page.getByLabel('Password', { exact: true }).fill(newPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(/account$/);
    await context.close();
  });

  it('for a password that was forgotten on the way to an application leads on to the application', async () => {
    const account = await createAccount(gatehouse, password);
    const email = await withAddress(account);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(askFor('forgotten'));
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await page.getByText('Your account at Hogwarts.').waitFor();
    assert.equal(await page.getByLabel('Organization').count(), 0);
    await page.getByLabel('User name or e-mail').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('a link is on its way').waitFor();
    await page.getByRole('link', { name: 'Back to sign-in' }).click();
    await page.getByText(`to continue to ${relyingPartyName}`).waitFor();
    const wayBack = async () =>
      await gatehouse.db
        .selectFrom('account_links')
        .select('way_back')
        .where('user_id', '=', account.id)
        .executeTakeFirst();
    await until(async () => (await wayBack()) !== undefined);
    const way_back = (await wayBack())?.way_back ?? assert.fail();
    // The mail is not read here; another link remembers the same way.
    const link = await linkTo(gatehouse, 'reset', account, 'ForgotPassword');
    await gatehouse.db.updateTable('account_links').set({ way_back }).where('user_id', '=', account.id).execute();
    await page.goto(link);
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await allow(page);
    await arriveWith(page, 'forgotten');
    await context.close();
  });

  it('of a device says to whom it belongs, and comes back to the code after signing in', async () => {
    const account = await createAccount(gatehouse, password);
    const { page: link } = await beginDevice(gatehouse, application);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(link);
    await page.getByText('with your Hogwarts account').waitFor();
    await fillSignIn(page, userName(account), password);
    await page.getByText(`${relyingPartyName} on a device wants to use your account.`).waitFor();
    await context.close();
  });
});

describe('a person who does not say the organization', () => {
  it('is found by an e-mail address that nobody else has', async () => {
    const email = await withAddress(await inDurmstrang());
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login'));
    await fillSignIn(page, email, password);
    await page.getByText('Your account at Durmstrang').waitFor();
    await context.close();
  });

  it('is told what may be missing, and can add it', async () => {
    const account = await inDurmstrang();
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login'));
    await fillSignIn(page, userName(account), password);
    await page.getByText('You have not said in which organization your account is').waitFor();
    await fillSignIn(page, userName(account), password, 'Durmstrang');
    await page.getByText('Your account at Durmstrang').waitFor();
    await context.close();
  });

  it('is promised no mail for a user name', async () => {
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('forgot-password'));
    await page.getByLabel('User name or e-mail').fill('viktor.krum');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Fill in the organization, or use your e-mail address').waitFor();
    assert.equal(await page.getByLabel('User name or e-mail').inputValue(), 'viktor.krum');
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'organization');
    await page.getByLabel('User name or e-mail').fill(`${newId()}@nowhere.example`);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If one organization here, and only one, knows an account of that address').waitFor();
    await context.close();
  });
});

describe('a change of the password that is refused', () => {
  it('leaves what was right in its field, and nothing that was typed comes back from the server', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login?organization=Hogwarts&returnUrl=/identity/web/change-password'));
    await fillSignIn(page, userName(account), password);
    const field = (label: string) => page.getByLabel(label, { exact: true });
    const answers: string[] = [];
    page.on('response', async (response) => {
      if (response.request().method() === 'POST') answers.push(await response.text().catch(() => ''));
    });
    await field('Current password').fill('not-this-one');
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('That is not your current password.').waitFor();
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'currentPassword');
    assert.equal(await field('Current password').inputValue(), '');
    assert.equal(await field('New password').inputValue(), newPassword);
    assert.equal(await field('Repeat the new password').inputValue(), newPassword);
    assert.match(await page.title(), /^There is a problem/);
    await field('Current password').fill(password);
    await typeNewPassword(page, 'short');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password needs at least 8 characters.').waitFor();
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'newPassword');
    assert.equal(await field('Current password').inputValue(), password);
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password is changed.').waitFor();
    assert.ok(answers.length > 1);
    for (const typed of ['not-this-one', newPassword, password]) assert.ok(!answers.join().includes(typed), typed);
    await context.close();
  });

  it('says while it is typed that the two passwords are not the same', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login?organization=Hogwarts&returnUrl=/identity/web/change-password'));
    await fillSignIn(page, userName(account), password);
    const repeated = page.getByLabel('Repeat the new password');
    const complaint = page.getByText('The two passwords are not the same.');
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await repeated.pressSequentially('mischief');
    assert.equal(await complaint.count(), 0);
    await repeated.pressSequentially('-Managed');
    await complaint.waitFor();
    await repeated.fill(newPassword);
    await complaint.waitFor({ state: 'hidden' });
    await context.close();
  });
});
