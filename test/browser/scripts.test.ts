import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { fillSignIn } from '../support/playwright.ts';
import { password, userName, useStory } from './story.fixture.ts';

// A person, an application written with somebody else's library, and browsers. What the application does stands here as
// its developer would write it.

const { gatehouse, it, browser, web, signIn } = useStory();

describe('a browser with scripts', () => {
  it('says which rules a new password keeps and how strong it is, while it is typed, by the rules of the server', async () => {
    const account = await createAccount(gatehouse, password);
    const page = await signIn(await browser.openPage(), account);
    await page.waitForURL(/account$/);
    await page.goto(web('change-password'));
    const field = page.getByLabel('New password', { exact: true });
    const met = () =>
      page.locator('[data-rule][data-met]').evaluateAll((items) => items.map((item) => item.getAttribute('data-rule')));
    const short = page.getByText('at least 8 characters', { exact: true }); // Its status says it as well, a moment later.
    await short.waitFor();
    await field.fill('abc');
    assert.deepEqual(await met(), ['PasswordRequiresLower']);
    assert.ok(!(await page.getByText('a lower-case letter').isVisible()), 'what is kept need not be read');
    assert.ok(await short.isVisible());
    await field.fill('password1');
    assert.deepEqual(await met(), ['PasswordTooShort', 'PasswordRequiresDigit', 'PasswordRequiresLower']);
    await page.getByText('very weak: guessed at once').waitFor();
    assert.equal(page.workers().length, 1, 'word lists are read where they hold up no letter');
    await field.fill('vault-713-owl-parchment-quill');
    await page.getByText('very good: very hard to guess').waitFor();
    await page.getByText('Your new password needs').waitFor({ state: 'hidden' });
    await page.getByText('The password keeps every rule.').waitFor({ state: 'attached' });
    await browser.leavePage(page);
  });

  it('shows and hides a password, and never sends it as ordinary text', async () => {
    const page = await browser.openPage();
    await page.goto(web('login'));
    const field = page.getByLabel('Password', { exact: true });
    await page.getByRole('button', { name: 'Show the password' }).click();
    assert.equal(await field.getAttribute('type'), 'text');
    await page.getByRole('button', { name: 'Hide the password' }).click();
    assert.equal(await field.getAttribute('type'), 'password');
    await browser.leavePage(page);
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
    const page = await browser.openPage();
    await page.goto(web('login'));
    await fillSignIn(page, 'nobody', 'wrong');
    await page.getByRole('alert').waitFor();
    await page.waitForFunction("document.activeElement.id === 'password'");
    await browser.leavePage(page);
  });
});
