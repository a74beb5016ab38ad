import { after, it, type TestContext } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { type Chromium, findChromium } from './chromium.ts';
import { beforeInOrder } from './in-order.ts';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * What leaves out work of no use to a test: a process for the network and one for the screen, a spare one for each window, a
 * new document's own drawing, and the compilers for scripts that run for minutes. The first feature is one that Playwright asks for.
 */
const frugal = [
  '--in-process-gpu',
  '--renderer-process-limit=1',
  '--enable-features=CDPScreenshotNewSurface,NetworkServiceInProcess2,RenderDocument:level/crashed-frame',
  '--js-flags=--no-turbofan,--no-maglev',
];

/** Starts a browser, and another one where that ends while it starts: on a busy machine, one in some hundred did. */
export async function startBrowser({ executablePath, env }: Chromium): Promise<Browser> {
  const start = () => chromium.launch({ executablePath, env, args: [...quiet, ...frugal] });
  return await start().catch(start);
}

type Open = (options?: BrowserContextOptions) => Promise<BrowserContext>;

/** For what is to be seen on a page; on a busy machine, half a minute has been too little. */
const longestWaitMs = 120_000;

/** The browser of all suites of the process, while there are some. */
let shared: Promise<Browser> | undefined;
let suites = 0;

/** Windows that somebody has left, by what they were opened with. */
const left = new Map<string, Page[]>();
const openedWith = new WeakMap<BrowserContext, string>();

/**
 * Opens a window in which nobody is signed in. It may be one that somebody has left with `leavePage`, because to open one takes
 * longer than most of what is done in it; of whoever left it there is only the page, until the next one is shown. A window that
 * something listens to, or that was given rights or an authenticator, is closed instead.
 */
async function openPage(open: Open, options: BrowserContextOptions = {}): Promise<Page> {
  const key = JSON.stringify(options);
  const known = left.get(key)?.pop();
  await known?.context().clearCookies();
  if (known) return known;
  const context = await open(options);
  openedWith.set(context, key);
  return await context.newPage();
}

/** Leaves a window of `openPage` to somebody else. One with several tabs is closed: to close one of them took minutes now and then. */
async function leavePage(page: Page): Promise<void> {
  const context = page.context();
  if (context.pages().length > 1) return await context.close();
  const key = openedWith.get(context) ?? '';
  left.set(key, [...(left.get(key) ?? []), page]);
}

/**
 * A browser for the tests of a suite, which those that share its process have as well; every person in a story gets a window
 * that shares nothing with the others. What `arrange` does comes before the first test. Where no browser can be had, `it`
 * skips its test and says why.
 */
export function useBrowser(arrange: (open: Open) => Promise<void> = async () => {}) {
  let browser: Browser | undefined;
  let missing = '';
  const open: Open = async (options = {}) => {
    if (!browser) throw new Error('The browser has not started.');
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    context.setDefaultTimeout(longestWaitMs);
    return context;
  };
  suites += 1;
  beforeInOrder(async () => {
    const found = await findChromium();
    if ('missing' in found) {
      missing = found.missing;
      return;
    }
    shared ??= startBrowser(found);
    browser = await shared;
    await arrange(open);
  });
  after(async () => {
    suites -= 1;
    if (suites === 0) await (await shared?.catch(() => undefined))?.close(); // Why none has started is told already.
  });
  const unlessMissing = (test: () => Promise<void>) => async (context: TestContext) =>
    missing === '' ? await test() : context.skip(missing);
  return {
    open,
    openPage: (options?: BrowserContextOptions) => openPage(open, options),
    leavePage,
    it: (name: string, test: () => Promise<void>) => it(name, unlessMissing(test)),
  };
}

/** As wide as a small phone: resolves when the page has that width. */
export async function makeNarrow(page: Page): Promise<void> {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.waitForFunction('innerWidth === 320');
}

/** Signs in at the page that is open. */
export async function fillSignIn(page: Page, userName: string, password: string, organization?: string): Promise<void> {
  if (organization !== undefined) await page.getByLabel('Organization').fill(organization);
  await page.getByLabel('User name or e-mail').fill(userName);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}
