import assert from 'node:assert/strict';
import type { BrowserContext, Page, Response } from 'playwright-core';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from './accounts.ts';
import { bringAxe, loadAxe, violations, watchFaults, wide } from './axe.ts';
import { type Gatehouse, useGatehouse } from './gatehouse.ts';
import { fillSignIn, makeNarrow, useBrowser } from './playwright.ts';
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
  /** Windows that nobody looks at: to open one takes longer than most of what is done in it. */
  const left: Page[] = [];
  const leave = (page: Page): void => void left.push(page);
  const { it } = useBrowser(async (open) => {
    context = await open({ viewport: wide, reducedMotion: 'reduce' });
    await bringAxe(context);
    const page = await context.newPage();
    await page.goto(`${gatehouse.url}${login}`);
    await fillSignIn(page, minerva.userName, minerva.password);
    await page.waitForURL(/account$/);
    leave(page);
  });
  const anyPage = async (): Promise<Page> => {
    if (!context) throw new Error('The browser has not started.');
    return left.pop() ?? (await context.newPage());
  };
  const urlOf = (address: string) => `${gatehouse.url}/identity/web/admin${address === '' ? '' : `/${address}`}`;
  /** Opens a page of the console: `people?q=harry`. Whoever has seen enough of it gives its window to the next with `leave`. */
  const open = async (address: string): Promise<Page> => {
    const page = await anyPage();
    await page.setViewportSize(wide);
    await page.goto(urlOf(address));
    return page;
  };
  /** Checks a page. */
  const check = async (address: string): Promise<void> => {
    const page = await anyPage();
    await checkPage(page, () => page.goto(urlOf(address)));
    leave(page);
  };
  return { gatehouse, it, open, leave, check };
}

/**
 * That the page can be used by everybody: nothing that the rules of WCAG find in the light, in the dark and in high
 * contrast, nothing beside a screen of 320 pixels, nothing that the policy of the page forbids, and for all that scripts
 * improve on a link or a form that does the same without them.
 *
 * @param load shows the page from its beginning.
 */
export async function checkPage(page: Page, load: () => Promise<Response | null> = () => page.reload()): Promise<void> {
  const faults: string[] = [];
  const unwatch = watchFaults(page, faults);
  await page.setViewportSize(wide);
  const answer = await load();
  assert.ok((answer?.status() ?? 0) < 500, page.url());
  await loadAxe(page);
  assert.deepEqual(await violations(page), [], 'in the light');
  for (const theme of ['dark', 'dark-hc']) {
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`);
    await page.evaluate('new Promise((seen) => requestAnimationFrame(() => requestAnimationFrame(seen)))');
    assert.deepEqual(await violations(page, ['color-contrast']), [], theme);
  }
  await makeNarrow(page);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(width <= 320, `${width} pixels wide`);
  assert.deepEqual(await page.evaluate<string[]>(scriptedAlone), [], 'without scripts');
  assert.deepEqual(faults, []);
  unwatch();
}

/** Elements that do something with scripts alone. */
const scriptedAlone = `[...document.querySelectorAll('[hx-get], [hx-post]')]
  .filter((element) => !element.matches('a[href], form[action]') && !element.closest('form[action]'))
  .map((element) => element.outerHTML.slice(0, 200))`;
