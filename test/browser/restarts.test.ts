import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { BrowserContext } from 'playwright-core';
import { type Account, createAccount } from '../support/accounts.ts';
import { fillSignIn } from '../support/playwright.ts';
import { relyingPartyName } from '../support/relying-party.ts';
import { allow, arriveWith, heading, password, userName, useTravellers } from './travellers.fixture.ts';

// People with several tabs, restarted browsers, links in mails and forms that were open for too long: whatever they do,
// the organization and the request of the application are still known.

const { gatehouse, it, browser, web, askFor } = useTravellers();

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

describe('a browser that was started again', () => {
  it('goes on with the request at whose sign-in page it was closed', async () => {
    const account = await createAccount(gatehouse, password);
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(askFor('before'));
    const address = page.url();
    const again = await (await restart(context)).newPage();
    await again.goto(address);
    await heading(again, 'Sign in to Hogwarts');
    await again.getByText(`to continue to ${relyingPartyName}`).waitFor();
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
        await again
          .getByRole(stays ? 'link' : 'button', { name: stays ? 'Sign out' : 'Sign in', exact: true })
          .waitFor();
        await again.context().close();
      }
    });
  }

  it('signs in again for the page that was open, and comes back with what was filled in', async () => {
    const account = await createAccount(gatehouse, password);
    const page = await browser.openPage();
    await page.goto(web('login?organization=Hogwarts&returnUrl=/identity/web/new-token'));
    await fillSignIn(page, userName(account), password);
    await page.getByLabel('What is it for?').fill('Nightly owl report');
    await page.getByLabel('see people').check();
    await page.context().clearCookies();
    await page.getByRole('button', { name: 'Create the token' }).click();
    await page.getByText('You are no longer signed in').waitFor();
    if (await page.getByLabel('Organization').count()) await page.getByLabel('Organization').fill('Hogwarts');
    await fillSignIn(page, userName(account), password);
    await page.waitForURL(/new-token/);
    assert.equal(await page.getByLabel('What is it for?').inputValue(), 'Nightly owl report');
    assert.ok(await page.getByLabel('see people').isChecked());
    await page.getByRole('button', { name: 'Create the token' }).click();
    await heading(page, 'Your new token');
    await browser.leavePage(page);
  });

  it('sends a form again that it has no cookie for, with the name that was typed', async () => {
    const account = await createAccount(gatehouse, password);
    const page = await browser.openPage();
    await page.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
    await page.context().clearCookies();
    await fillSignIn(page, userName(account), password);
    await page.getByText('Your browser sent no cookie.').waitFor();
    assert.equal(await page.getByLabel('User name or e-mail').inputValue(), userName(account));
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/account$/);
    await browser.leavePage(page);
  });
});

describe('a session that was ended elsewhere', () => {
  it('is told of on the way to signing in, and the page that was wanted comes after', async () => {
    const account = await createAccount(gatehouse, password);
    const page = await browser.openPage();
    await page.goto(web('login?organization=Hogwarts'));
    await fillSignIn(page, userName(account), password);
    await page.waitForURL(/account$/);
    await signOutElsewhere(account);
    await page.getByRole('link', { name: 'Sessions' }).click();
    await page.getByText('You are no longer signed in').waitFor();
    await fillSignIn(page, userName(account), password, 'Hogwarts');
    await heading(page, 'Sessions');
    await browser.leavePage(page);
  });

  it('does not lose the request of an application that waits for consent', async () => {
    const account = await createAccount(gatehouse, password);
    const page = await browser.openPage();
    await page.goto(askFor('waiting'));
    await fillSignIn(page, userName(account), password);
    await heading(page, 'Allow access?');
    await signOutElsewhere(account);
    await allow(page);
    await page.getByText('You are no longer signed in').waitFor();
    await page.getByText(`to continue to ${relyingPartyName}`).waitFor();
    await fillSignIn(page, userName(account), password);
    await allow(page);
    await arriveWith(page, 'waiting');
    await browser.leavePage(page);
  });
});
