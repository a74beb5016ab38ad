import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { bringAxe } from '../support/axe.ts';
import { checkPage, minerva, useConsole } from '../support/console.ts';
import { fillSignIn } from '../support/playwright.ts';
import { ageSessions } from '../support/second-factor.ts';
import { world } from '../support/world.ts';

const { gatehouse, it, open, leave, check } = useConsole();

describe('the pages about settings', () => {
  for (const address of [
    'security',
    'security?preset=nist',
    'security/sign-in',
    'brand',
    'mail',
    'mail/reset',
    'mail/texts',
    'mail/texts/3',
    'mail/undelivered',
    'certificates',
    'certificates/upload',
    'audit',
    'audit?text=voldemort',
    'audit/1',
    'audit/chain?after=0',
  ]) {
    it(`can be used by everybody: ${address}`, () => check(address));
  }
});

describe('the sample of a password', () => {
  it('is judged while it is typed, and again when a rule changes, by keyboard alone', async () => {
    const page = await open('security');
    await page.focus('#sample');
    await page.keyboard.type('owl-1');
    await page.waitForSelector('#verdicts .badge.warn');
    await page.focus('#length');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('5');
    await page.waitForSelector('#verdicts li:has-text("at least 5 characters")');
    assert.equal(await page.locator('#verdicts .badge.warn').count(), 0);
    assert.equal(await page.inputValue('#sample'), 'owl-1', 'what is typed stays');
    leave(page);
  });
});

describe('a page that is used too long after the last proof', () => {
  it('makes room for the one that asks for the proof, and comes back as it was', async () => {
    const page = await open('security');
    await ageSessions(gatehouse, minerva, 16);
    await page.focus('#sample');
    await page.keyboard.type('owl-1');
    await page.waitForSelector('#verdicts .badge.warn');
    await page.getByRole('button', { name: 'Who would be affected?' }).click();
    const password = page.getByLabel('Current password');
    await password.waitFor();
    await page.waitForFunction("document.activeElement.id === 'password'");
    assert.match(await page.title(), /^Is it you\?/);
    assert.deepEqual(await page.locator('h1').allTextContents(), ['Is it you?']);
    await page.getByRole('button', { name: 'Show the password' }).click();
    assert.equal(await password.getAttribute('type'), 'text', 'what scripts add to a page is there');
    for (const typed of ['something else', minerva.password]) {
      await password.fill(typed);
      await page.getByRole('button', { name: 'Confirm' }).click();
      if (typed !== minerva.password) await page.getByText('The password is incorrect').waitFor();
    }
    await page.waitForURL(/admin\/security$/);
    assert.equal(await page.inputValue('#sample'), 'owl-1');
    leave(page);
  });
});

describe('a setting that is refused', () => {
  it('has the cursor, however far down it stands', async () => {
    const page = await open('security/sign-in');
    await page.evaluate("document.querySelector('[name$=KeepSignedInDays]').removeAttribute('max')");
    await page.locator('[name$=KeepSignedInDays]').fill('999999');
    await page.locator('button.first[type="submit"]').last().click();
    await page.locator('[name$=KeepSignedInDays][aria-invalid]:focus').waitFor();
    leave(page);
  });
});

describe('the audit log', () => {
  it('is narrowed while it is typed, and the address can be shared', async () => {
    const page = await open('audit');
    await page.fill('#text', 'voldemort');
    await page.waitForSelector('#results .empty');
    await page.waitForURL(/text=voldemort/);
    leave(page);
  });
});

describe('the pages about organizations', () => {
  it('can be used by everybody', async () => {
    const account = await createAccount(gatehouse, minerva.password, { organizationId: hostId, isAdministrator: true });
    const own = await open('');
    const context = await own.context().browser()?.newContext({ reducedMotion: 'reduce' });
    leave(own);
    assert.ok(context);
    await bringAxe(context);
    const page = await context.newPage();
    const goTo = (address: string) => page.goto(`${gatehouse.url}/identity/web/${address}`);
    await goTo('login?organization=host');
    await fillSignIn(page, `user-${account.id}`, minerva.password);
    await page.waitForURL(/account$/);
    const id = world.otherOrganization.id;
    for (const address of ['', '/new', `/${id}`, `/${id}/delete`])
      await checkPage(page, () => goTo(`admin/organizations${address}`));
    await context.close();
  });
});
