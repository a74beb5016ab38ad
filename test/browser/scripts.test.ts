import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type MailServer, startMailServer } from '../support/mail-server.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { type RelyingParty, startRelyingParty } from '../support/relying-party.ts';

// A person, an application written with somebody else's library, and browsers. What the application does stands here as
// its developer would write it.

let mail: MailServer;
let application: RelyingParty;
const gatehouse = useGatehouse(
  async (started) => {
    application = await startRelyingParty(started);
  },
  async () => {
    mail = await startMailServer();
    return {
      'smtp-host': '127.0.0.1',
      'smtp-port': String(mail.port),
      'smtp-security': 'opportunistic',
      'smtp-from': 'owl@hogwarts.example',
    };
  },
);
const { it, ...browser } = useBrowser();
after(async () => {
  await application[Symbol.asyncDispose]();
  await mail.stop();
});

const password = 'al0h0m0ra-account';
const web = (page: string): string => `${gatehouse.url}/Hogwarts/identity/web/${page}`;
const userName = ({ id }: Account): string => `user-${id}`;

async function signIn(context: BrowserContext, account: Account, secret = password): Promise<Page> {
  const page = await context.newPage();
  await page.goto(web('login'));
  await fillSignIn(page, userName(account), secret);
  return page;
}

describe('a browser with scripts', () => {
  it('says which rules a new password keeps and how strong it is, while it is typed, by the rules of the server', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await signIn(context, account);
    await page.waitForURL(/account$/);
    await page.goto(web('change-password'));
    const field = page.getByLabel('New password', { exact: true });
    const met = () =>
      page.locator('[data-rule][data-met]').evaluateAll((items) => items.map((item) => item.getAttribute('data-rule')));
    await field.fill('abc');
    assert.deepEqual(await met(), ['PasswordRequiresLower']);
    await field.fill('password1');
    assert.deepEqual(await met(), ['PasswordTooShort', 'PasswordRequiresDigit', 'PasswordRequiresLower']);
    await page.getByText('very weak: guessed at once').waitFor();
    await field.fill('vault-713-owl-parchment-quill');
    await page.getByText('very good: very hard to guess').waitFor();
    await context.close();
  });

  it('shows and hides a password, and never sends it as ordinary text', async () => {
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login'));
    const field = page.getByLabel('Password', { exact: true });
    await page.getByRole('button', { name: 'Show the password' }).click();
    assert.equal(await field.getAttribute('type'), 'text');
    await page.getByRole('button', { name: 'Hide the password' }).click();
    assert.equal(await field.getAttribute('type'), 'password');
    await context.close();
  });

  it('is answered in its own language, unless the person has said another', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open({ locale: 'de-AT' });
    const page = await context.newPage();
    await page.goto(web('login'));
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.getByLabel('Benutzername oder E-Mail').fill(userName(account));
    await page.getByLabel('Passwort', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Anmelden' }).click();
    await page.getByLabel('Sprache').selectOption('ro');
    await page.getByLabel('Darstellung').selectOption('dark');
    await page.getByRole('button', { name: 'Speichern' }).click();
    await page.getByText('Preferințele au fost salvate.').waitFor();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    await context.close();
  });

  it('goes to the field that is wrong', async () => {
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(web('login'));
    await fillSignIn(page, 'nobody', 'wrong');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.evaluate<string>('document.activeElement.id'), 'password');
    await context.close();
  });
});
