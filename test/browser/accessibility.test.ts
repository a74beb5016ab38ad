import assert from 'node:assert/strict';
import { describe } from 'node:test';
import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { pageStates } from '../support/every-page.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { useRelyingParty } from '../support/relying-party.ts';
import { world } from '../support/world.ts';

const { gatehouse, application } = useRelyingParty();
let guest: BrowserContext;
let person: BrowserContext;
const { it } = useBrowser(async (open) => {
  const options = { viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' } as const;
  [guest, person] = await Promise.all([open(options), open(options)]);
  await member(person);
});

const member = async (context: BrowserContext): Promise<void> => {
  const page = await context.newPage();
  await page.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
  await fillSignIn(page, 'harry.potter', world.harry.password);
  await page.waitForURL(/account$/);
  await page.close();
};

/** What a keyboard or a screen reader would stumble over, by the rules of WCAG and by good practice. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

describe('every page', () => {
  for (const { name, isSignedIn, open } of pageStates) {
    it(`can be used by everybody, in the light, in the dark and in high contrast, on the narrowest screen: ${name}`, async () => {
      const page = await (isSignedIn ? person : guest).newPage();
      const faults: string[] = [];
      page.on('pageerror', (error) => faults.push(error.message));
      page.on('console', (message) => {
        if (/Content Security Policy|Refused/.test(message.text())) faults.push(message.text());
      });
      await open(page, gatehouse, application);
      await page.evaluate(axe.source);
      assert.deepEqual(await violations(page), [], 'in the light');
      for (const [contrast, ground] of [
        ['no-preference', 'in the dark'],
        ['more', 'in high contrast'],
      ] as const) {
        await page.emulateMedia({ colorScheme: 'dark', contrast });
        await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
        assert.deepEqual(await violations(page, ['color-contrast']), [], ground);
      }
      await page.setViewportSize({ width: 320, height: 640 });
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      assert.ok(width <= 320, `${width} pixels wide`);
      assert.deepEqual(faults, []);
      await page.close();
    });
  }

  it('would be found out if it could not', async () => {
    const page = await guest.newPage();
    await page.goto(`${gatehouse.url}/identity/web/login`);
    await page.evaluate(axe.source);
    await page.evaluate("document.querySelector('h1').innerHTML = '<img src=x><p style=color:#eee>faint</p>'");
    assert.match((await violations(page)).join(), /image-alt/);
    await page.close();
  });
});
