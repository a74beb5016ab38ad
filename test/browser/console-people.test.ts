import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { useConsole } from '../support/console.ts';
import { typeAtOnce } from '../support/keyboard.ts';
import { makeNarrow } from '../support/playwright.ts';

const { it, open, leave, check, gatehouse } = useConsole(async (started) => {
  for (let count = 0; count < 30; count += 1) await createAccount(started, null, { id: `owl-${count}` });
});

describe('the console', () => {
  for (const address of [
    '',
    'expiring',
    'people',
    'people?q=harry&column=groups&column=created',
    'groups',
    'new-group',
    'groups/35551807-06b1-4cda-90a1-2fb84851eee7',
    'groups/35551807-06b1-4cda-90a1-2fb84851eee7/add?q=har',
    'groups/ce684f6f-5af3-4e43-8516-1adad6e98fc9',
  ]) {
    it(`can be used by everybody, in three themes, on the narrowest screen and without scripts: /${address}`, () =>
      check(address));
  }

  it('opens its menu on a narrow screen with the keyboard', async () => {
    const page = await open('');
    await makeNarrow(page);
    const people = page.getByRole('link', { name: 'People', exact: true });
    assert.equal(await people.isVisible(), false);
    await page.getByText('Administration: Home').focus();
    await page.keyboard.press('Enter');
    await people.click();
    await page.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    leave(page);
  });
});

describe('the list of people', () => {
  it('is searched while it is typed, and the address keeps what was searched for', async () => {
    const page = await open('people');
    await page.getByLabel('Search by name or e-mail').focus();
    await page.keyboard.type('harry');
    await page.getByText('1–1 of 1').waitFor();
    await page.waitForFunction("document.activeElement.id === 'q'");
    await page.waitForURL(/[?&]q=harry/);
    await page.reload();
    await page.getByRole('link', { name: 'Harry Potter' }).waitFor();
    leave(page);
  });

  it('is turned and sorted in place, and the way back leads back', async () => {
    const page = await open('people?q=user-owl');
    await page.getByText('1–25 of 30').waitFor();
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByText('26–30 of 30').waitFor();
    await page.goBack();
    await page.getByText('1–25 of 30').waitFor();
    await page.getByRole('link', { name: 'User name' }).click();
    await page.locator('th[aria-sort=ascending]').waitFor();
    await page.getByRole('link', { name: 'User name' }).click();
    await page.locator('th[aria-sort=descending]').waitFor();
    leave(page);
  });

  it('is narrowed to a state and to a group', async () => {
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', 'owl-3').execute();
    const page = await open('people');
    const state = page.getByRole('combobox', { name: 'State' });
    await state.selectOption('Not active');
    await page.getByText('1–1 of 1').waitFor();
    await state.selectOption('Everybody');
    await page.getByRole('combobox', { name: 'Group' }).selectOption('Administrators');
    await page.getByRole('link', { name: 'Minerva McGonagall' }).waitFor();
    await page.getByText('1–1 of 1').waitFor();
    leave(page);
  });

  it('shows the columns that were chosen', async () => {
    const page = await open('people?q=harry');
    await page.locator('summary', { hasText: 'Columns' }).click();
    await page.getByLabel('Groups').check();
    await page.getByRole('columnheader', { name: 'Groups' }).waitFor();
    leave(page);
  });

  it('has a bar of actions as soon as somebody is chosen', async () => {
    const page = await open('people?q=user-owl');
    const deactivate = page.getByRole('button', { name: 'Deactivate' });
    assert.equal(await deactivate.isVisible(), false);
    await page.getByLabel('Choose user-owl-10', { exact: true }).check();
    await deactivate.waitFor();
    await page.getByRole('link', { name: 'All', exact: true }).click();
    await page.getByRole('link', { name: 'None', exact: true }).waitFor();
    assert.equal(await page.getByRole('checkbox', { name: /^Choose/, checked: true }).count(), 25);
    leave(page);
  });

  it('is saved as a file, as it is narrowed', async () => {
    const page = await open('people?q=harry');
    const saving = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Save this list as CSV' }).click();
    assert.equal((await saving).suggestedFilename(), 'users.csv');
    leave(page);
  });
});

describe('a group', () => {
  it('is made, filled and emptied with the keyboard alone', async () => {
    const page = await open('new-group');
    await typeAtOnce(page, 'Choir');
    await page.keyboard.press('Enter');
    await page.getByText('The group Choir was created.').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'Add members' }).first().press('Enter');
    await page.getByLabel('Beginning of the name').focus();
    await page.keyboard.type('harry');
    await page.getByLabel('Choose Harry Potter').press('Space');
    await page.getByRole('button', { name: 'Add the chosen ones' }).press('Enter');
    await page.getByText('Added to Choir: 1.').waitFor();
    await page.getByLabel('Choose Harry Potter').press('Space');
    await page.getByRole('button', { name: 'Remove from the group' }).press('Enter');
    await page.getByText('Removed from Choir: 1.').waitFor();
    await page.getByRole('link', { name: 'Delete' }).press('Enter');
    await page.getByRole('button', { name: 'Delete the group' }).press('Enter');
    await page.getByText('The group Choir was deleted.').waitFor();
    leave(page);
  });

  it('is filled from a search that names who is meant', async () => {
    const page = await open('groups/35551807-06b1-4cda-90a1-2fb84851eee7/add');
    await page.getByLabel('Beginning of the name').pressSequentially('min');
    await page.getByText('is a member').waitFor();
    leave(page);
  });
});
