import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { Page } from 'playwright-core';
import { pageStates } from '../support/every-page.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { useRelyingParty } from '../support/relying-party.ts';
import { world } from '../support/world.ts';

const { gatehouse, application } = useRelyingParty();
const { it, openPage, leavePage } = useBrowser();

const asking = ['sign-in', 'reset-password', 'invitation', 'forced-change', 'change-password'];

/** As a person does who has the password somewhere else. */
async function copy(page: Page, text: string): Promise<void> {
  await page.evaluate(`(() => {
    const source = document.body.appendChild(document.createElement('textarea'));
    source.value = ${JSON.stringify(text)};
    source.select();
  })()`);
  await page.keyboard.press('Control+C');
}

describe('every field for a password', () => {
  for (const state of pageStates.filter(({ name }) => asking.includes(name))) {
    it(`hides what is in it, says to password managers what it is for, and takes what is pasted: ${state.name}`, async () => {
      const page = await openPage();
      if (state.isSignedIn) {
        await page.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
        await fillSignIn(page, 'harry.potter', world.harry.password);
        await page.waitForURL(/account$/);
      }
      await state.open(page, gatehouse, application);
      const fields = await page.locator('input[name*="assword"]').all();
      assert.ok(fields.length > 0);
      for (const field of fields) {
        assert.equal(await field.getAttribute('type'), 'password');
        assert.match((await field.getAttribute('autocomplete')) ?? '', /^(current|new)-password$/);
        await copy(page, 'vault-713 owl parchment');
        await field.fill('');
        await field.press('Control+V');
        assert.equal(await field.inputValue(), 'vault-713 owl parchment');
      }
      await leavePage(page);
    });
  }
});
