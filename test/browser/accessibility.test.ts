import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { BrowserContext, Page } from 'playwright-core';
import { bringAxe, loadAxe, violations, watchFaults, wide } from '../support/axe.ts';
import { pageStates } from '../support/every-page.ts';
import { fillSignIn, makeNarrow, useBrowser } from '../support/playwright.ts';
import { useRelyingParty } from '../support/relying-party.ts';
import { world } from '../support/world.ts';

const { gatehouse, application } = useRelyingParty();
let guest: Page;
let person: Page;
/** What the two windows have complained of since a page began. */
const faults: string[] = [];
const { it } = useBrowser(async (open) => {
  const options = { viewport: wide, reducedMotion: 'reduce' } as const;
  [guest, person] = await Promise.all([openWindow(open(options)), openWindow(open(options))]);
  await person.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
  await fillSignIn(person, 'harry.potter', world.harry.password);
  await person.waitForURL(/account$/);
});

/** One for many pages, which are looked at one after the other: a window of its own would take longer than most of them. */
async function openWindow(opening: Promise<BrowserContext>): Promise<Page> {
  const context = await opening;
  await bringAxe(context);
  const page = await context.newPage();
  watchFaults(page, faults);
  return page;
}

describe('every page', () => {
  for (const { name, isSignedIn, open } of pageStates) {
    it(`can be used by everybody, in the light, in the dark and in high contrast, on the narrowest screen: ${name}`, async () => {
      const page = isSignedIn ? person : guest;
      await page.emulateMedia({ colorScheme: null, contrast: null });
      await page.setViewportSize(wide);
      faults.length = 0;
      await open(page, gatehouse, application);
      await loadAxe(page);
      assert.deepEqual(await violations(page), [], 'in the light');
      for (const [contrast, ground] of [
        ['no-preference', 'in the dark'],
        ['more', 'in high contrast'],
      ] as const) {
        await page.emulateMedia({ colorScheme: 'dark', contrast });
        await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
        assert.deepEqual(await violations(page, ['color-contrast']), [], ground);
      }
      await makeNarrow(page);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= 320, `${width} pixels wide`);
      assert.deepEqual(faults, []);
    });
  }

  it('would be found out if it could not', async () => {
    await guest.goto(`${gatehouse.url}/identity/web/login`);
    await loadAxe(guest);
    await guest.evaluate("document.querySelector('h1').innerHTML = '<img src=x><p style=color:#eee>faint</p>'");
    assert.match((await violations(guest)).join(), /image-alt/);
  });
});
