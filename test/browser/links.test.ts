import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createLink } from '../support/account-link.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import type { Gatehouse } from '../support/gatehouse.ts';
import { fillSignIn } from '../support/playwright.ts';
import { beginDevice, relyingPartyName } from '../support/relying-party.ts';
import { setMailServer } from '../support/settings.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';
import {
  allow,
  arriveWith,
  heading,
  newPassword,
  password,
  typeNewPassword,
  userName,
  useTravellers,
} from './travellers.fixture.ts';

// People with several tabs, restarted browsers, links in mails and forms that were open for too long: whatever they do,
// the organization and the request of the application are still known.

const { gatehouse, application, it, browser, web, askFor } = useTravellers();

/** A person with an e-mail address. */
async function withAddress(account: Account): Promise<string> {
  const email = `${account.id}@people.example`;
  const row = { email, email_key: email.toUpperCase(), email_confirmed: 1 } as const;
  await gatehouse.db.updateTable('users').set(row).where('id', '=', account.id).execute();
  const home = { address_key: row.email_key, organization_id: account.organizationId, account_id: account.id };
  await gatehouse.db.insertInto('addresses').values(home).execute();
  return email;
}

const inDurmstrang = (secret: string | null = password) =>
  createAccount(gatehouse, secret, { organizationId: world.otherOrganization.id });

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
    const page = await browser.openPage();
    const link = await linkTo(gatehouse, 'invitation', account, 'UserInvitation');
    await page.goto(link);
    await heading(page, 'Welcome to Durmstrang Institute');
    await page.getByText(`Account: ${userName(account)}, at Durmstrang.`).waitFor();
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Accept the invitation' }).click();
    await page.getByText('Your account is ready. You are signed in.').waitFor();
    await page.getByText('Your account at Durmstrang').waitFor();
    await page.goto(link);
    await heading(page, 'This link no longer works');
    assert.match(await page.title(), /Durmstrang Institute$/);
    await browser.leavePage(page);
  });

  it('that somebody asked for elsewhere leads to the sign-in page of the right organization, filled in', async () => {
    const account = await inDurmstrang();
    await withAddress(account);
    const page = await browser.openPage();
    await page.goto(await linkTo(gatehouse, 'reset', account, 'ForgotPassword'));
    await page.getByText(`Account: ${userName(account)}, at Durmstrang.`).waitFor();
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await heading(page, 'Sign in to Durmstrang Institute');
    assert.equal(await page.getByLabel('User name or e-mail').inputValue(), userName(account));
    await page.getByLabel('Password', { exact: true }).fill(newPassword);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(/account$/);
    await browser.leavePage(page);
  });

  it('for a password that was forgotten on the way to an application leads on to the application', async () => {
    const account = await createAccount(gatehouse, password);
    const email = await withAddress(account);
    await using _server = await setMailServer(gatehouse);
    const page = await browser.openPage();
    await page.goto(askFor('forgotten'));
    await page.getByRole('link', { name: 'Forgotten password?' }).click();
    await page.getByText('Your account at Hogwarts.').waitFor();
    assert.equal(await page.getByLabel('Organization').count(), 0);
    await page.getByLabel('User name or e-mail').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('we have sent a link').waitFor();
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
    await browser.leavePage(page);
  });

  it('of a device says to whom it belongs, and comes back to the code after signing in', async () => {
    const account = await createAccount(gatehouse, password);
    const { page: link } = await beginDevice(gatehouse, application);
    const page = await browser.openPage();
    await page.goto(link);
    await heading(page, 'Sign in to Hogwarts');
    await fillSignIn(page, userName(account), password);
    await page.getByText(`${relyingPartyName} on a device wants to use your account.`).waitFor();
    await browser.leavePage(page);
  });
});

describe('a person who does not say the organization', () => {
  it('is found by an e-mail address that nobody else has', async () => {
    const email = await withAddress(await inDurmstrang());
    const page = await browser.openPage();
    await page.goto(web('login'));
    await fillSignIn(page, email, password);
    await page.getByText('Your account at Durmstrang').waitFor();
    await browser.leavePage(page);
  });

  it('is told what may be missing, and can add it', async () => {
    const account = await inDurmstrang();
    const page = await browser.openPage();
    await page.goto(web('login'));
    await fillSignIn(page, userName(account), password);
    await page.getByText('or the organization is missing').waitFor();
    await fillSignIn(page, userName(account), password, 'Durmstrang');
    await page.getByText('Your account at Durmstrang').waitFor();
    await browser.leavePage(page);
  });

  it('is promised no mail for a user name', async () => {
    const page = await browser.openPage();
    await page.goto(web('forgot-password'));
    await page.getByLabel('User name or e-mail').fill('viktor.krum');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Enter the organization, or use your e-mail address').waitFor();
    assert.equal(await page.getByLabel('User name or e-mail').inputValue(), 'viktor.krum');
    await page.waitForFunction("document.activeElement.id === 'organization'");
    await page.getByLabel('User name or e-mail').fill(`${newId()}@nowhere.example`);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If exactly one organization here has an account with that address').waitFor();
    await browser.leavePage(page);
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
    await page.waitForFunction("document.activeElement.id === 'currentPassword'");
    assert.equal(await field('Current password').inputValue(), '');
    assert.equal(await field('New password').inputValue(), newPassword);
    assert.equal(await field('Repeat the new password').inputValue(), newPassword);
    assert.match(await page.title(), /^There is a problem/);
    await field('Current password').fill(password);
    await typeNewPassword(page, 'short');
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('The password needs at least 8 characters.').waitFor();
    await page.waitForFunction("document.activeElement.id === 'newPassword'");
    assert.equal(await field('Current password').inputValue(), password);
    await typeNewPassword(page);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your password has been changed.').waitFor();
    assert.ok(answers.length > 1);
    for (const typed of ['not-this-one', newPassword, password]) assert.ok(!answers.join().includes(typed), typed);
    await context.close();
  });

  it('says while it is typed that the two passwords are not the same', async () => {
    const account = await createAccount(gatehouse, password);
    const page = await browser.openPage();
    await page.goto(web('login?organization=Hogwarts&returnUrl=/identity/web/change-password'));
    await fillSignIn(page, userName(account), password);
    const repeated = page.getByLabel('Repeat the new password');
    const complaint = page.getByText('The two passwords do not match.');
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await repeated.pressSequentially('mischief');
    assert.equal(await complaint.count(), 0);
    await repeated.pressSequentially('-Managed');
    await complaint.waitFor();
    await repeated.fill(newPassword);
    await complaint.waitFor({ state: 'hidden' });
    await browser.leavePage(page);
  });
});
