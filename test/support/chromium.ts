import { after, before } from 'node:test';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Debian's own browser: nothing is downloaded. */
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const startBrowser = (): Promise<Browser> => chromium.launch({ executablePath, args: quiet });

/** One browser for all tests of a suite; every person in a story gets a window that shares nothing with the others. */
export function useBrowser(): { open(options?: BrowserContextOptions): Promise<BrowserContext> } {
  let browser: Browser | undefined;
  before(async () => {
    browser = await startBrowser();
  });
  after(async () => await browser?.close());
  return {
    open: async (options = {}) => {
      if (!browser) throw new Error('The browser has not started.');
      return await browser.newContext({ locale: 'en-GB', ...options });
    },
  };
}

/** Signs in at the page that is open. */
export async function fillSignIn(page: Page, userName: string, password: string, organization?: string): Promise<void> {
  if (organization !== undefined) await page.getByLabel('Organization').fill(organization);
  await page.getByLabel('User name or e-mail').fill(userName);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
