import assert from 'node:assert/strict';
import axe, { type AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from './accounts.ts';
import { type Gatehouse, useGatehouse } from './gatehouse.ts';
import { fillSignIn, useBrowser } from './playwright.ts';
import { createVisitor, type Visitor } from './visitor.ts';

/** The administrator of the example organization. */
export const minerva = { id: 'minerva', userName: 'minerva.mcgonagall', password: 'animagus-9-lives' } as const;

const login = '/Hogwarts/identity/web/login';

/** An administrator with a browser without scripts. */
export async function signedInAdministrator(
  { url }: Pick<Gatehouse, 'url'>,
  { userName, password }: { readonly userName: string; readonly password: string } = minerva,
  page = login,
): Promise<Visitor> {
  const visitor = createVisitor(() => url);
  const answer = await visitor.submit(page, { userName, password });
  assert.equal(answer.status, 303, answer.html);
  return visitor;
}

/** The same of the host. */
export async function signedInHostAdministrator(gatehouse: Gatehouse): Promise<Visitor> {
  const account = await createAccount(gatehouse, minerva.password, { organizationId: hostId, isAdministrator: true });
  const person = { userName: `user-${account.id}`, password: minerva.password };
  return await signedInAdministrator(gatehouse, person, '/identity/web/login?organization=host');
}

/**
 * A server and a browser in which the administrator of the example organization is signed in, for the tests of an area of
 * the console: one of each for all tests of the file.
 *
 * @param arrange what is there before the first test.
 */
export function useConsole(arrange: (gatehouse: Gatehouse) => Promise<void> = async () => {}) {
  const gatehouse = useGatehouse(arrange);
  let context: BrowserContext | undefined;
  const { it } = useBrowser(async (open) => {
    context = await open({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(`${gatehouse.url}${login}`);
    await fillSignIn(page, minerva.userName, minerva.password);
    await page.waitForURL(/account$/);
    await page.close();
  });
  /** Opens a page of the console: `people?q=harry`. */
  const open = async (address: string): Promise<Page> => {
    if (!context) throw new Error('The browser has not started.');
    const page = await context.newPage();
    await page.goto(`${gatehouse.url}/identity/web/admin${address === '' ? '' : `/${address}`}`);
    return page;
  };
  return { gatehouse, it, open, check: async (address: string) => await checkPage(await open(address)) };
}

/**
 * That the page can be used by everybody: nothing that the rules of WCAG find in the light, in the dark and in high
 * contrast, nothing beside a screen of 320 pixels, nothing that the policy of the page forbids, and for all that scripts
 * improve on a link or a form that does the same without them. Closes the page.
 */
export async function checkPage(page: Page): Promise<void> {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Refused/.test(message.text())) faults.push(message.text());
  });
  const answer = await page.reload();
  assert.ok((answer?.status() ?? 0) < 500, page.url());
  await page.evaluate(axe.source);
  assert.deepEqual(await violations(page), [], 'in the light');
  for (const theme of ['dark', 'dark-hc']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
    assert.deepEqual(await violations(page, ['color-contrast']), [], theme);
  }
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(width <= 320, `${width} pixels wide`);
  assert.deepEqual(await page.evaluate<string[]>(scriptedAlone), [], 'without scripts');
  assert.deepEqual(faults, []);
  await page.close();
}

/** Elements that do something with scripts alone. */
const scriptedAlone = `[...document.querySelectorAll('[hx-get], [hx-post]')]
  .filter((element) => !element.matches('a[href], form[action]') && !element.closest('form[action]'))
  .map((element) => element.outerHTML.slice(0, 200))`;

/** What a keyboard or a screen reader would stumble over, by the rules of WCAG and by good practice. */
async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  const options = JSON.stringify({ resultTypes: ['violations'], ...(rules && { runOnly: rules }) });
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}
