import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium } from '../../test/support/chromium.ts';
import { minerva } from '../../test/support/console.ts';
import { pageStates } from '../../test/support/every-page.ts';
import { startGatehouse } from '../../test/support/gatehouse.ts';
import { fillSignIn, startBrowser } from '../../test/support/playwright.ts';
import { startRelyingParty } from '../../test/support/relying-party.ts';
import { world } from '../../test/support/world.ts';

// `npm run screenshots`: every page, light and dark, on a desktop and on a phone, into this folder. Names may follow, to
// make only those. The organization, its people and its colours are an example.

const screens = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;
/** What is looked at in the console in every look, by the name of the picture. */
const inEveryLook = {
  'console-home': '',
  'console-people': 'people',
  'console-person': 'people/har-3107',
  'console-applications': 'applications',
  'console-audit': 'audit',
} as const;
/** The other areas of the console, of which the desktop in the light tells enough. */
const inOneLook = {
  'console-import': 'import-people',
  'console-groups': 'groups',
  'console-robots': 'robots',
  'console-application': `applications/${world.application.id}`,
  'console-new-application': 'new-application',
  'console-api-resources': 'api-resources',
  'console-security': 'security',
  'console-brand': 'brand',
  'console-mail': 'mail',
  'console-certificates': 'certificates',
} as const;
const only = process.argv.slice(2);
const names = [...pageStates.map(({ name }) => name), ...Object.keys({ ...inEveryLook, ...inOneLook })];
const unknown = only.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`There is no picture of ${unknown.join(', ')}, but of these: ${names.join(', ')}.\n`);
  process.exit(1);
}

const chromium = await findChromium();
if ('missing' in chromium) {
  process.stderr.write(`No pictures: ${chromium.missing} The variable CHROMIUM may name one.\n`);
  process.exit(1);
}
const gatehouse = await startGatehouse();
const application = await startRelyingParty(gatehouse);
const browser = await startBrowser(chromium);
try {
  if (only.length === 0) await clear(import.meta.dirname);
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const screen of Object.keys(screens) as (keyof typeof screens)[]) await shoot(browser, colorScheme, screen);
  }
} finally {
  await browser.close();
  await application[Symbol.asyncDispose]();
  await gatehouse.stop();
}

async function clear(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of await readdir(folder)) if (file.endsWith('.webp')) await rm(join(folder, file));
}

async function shootConsole(administrator: BrowserContext, look: string): Promise<void> {
  const inThisLook = look === 'desktop.light' ? { ...inEveryLook, ...inOneLook } : inEveryLook;
  const wanted = Object.entries(inThisLook).filter(([name]) => only.length === 0 || only.includes(name));
  if (wanted.length === 0) return;
  await signIn(administrator, minerva);
  for (const [name, path] of wanted) {
    const page = await administrator.newPage();
    await page.goto(`${gatehouse.url}/identity/web/admin/${path}`);
    await writeFile(join(import.meta.dirname, `${name}.${look}.webp`), await picture(page));
    await page.close();
  }
}

async function shoot(running: Browser, colorScheme: 'light' | 'dark', screen: keyof typeof screens): Promise<void> {
  const options = { colorScheme, viewport: screens[screen], reducedMotion: 'reduce', locale: 'en-GB' } as const;
  const [guest, person, administrator] = await Promise.all([
    running.newContext(options),
    running.newContext(options),
    running.newContext(options),
  ]);
  await signIn(person, { userName: 'harry.potter', password: world.harry.password });
  for (const { name, isSignedIn, open } of pageStates) {
    if (only.length > 0 && !only.includes(name)) continue;
    const page = await (isSignedIn ? person : guest).newPage();
    await open(page, gatehouse, application);
    await writeFile(join(import.meta.dirname, `${name}.${screen}.${colorScheme}.webp`), await picture(page));
    await page.close();
  }
  await shootConsole(administrator, `${screen}.${colorScheme}`);
  await Promise.all([guest.close(), person.close(), administrator.close()]);
}

/** As WebP, which the protocol of the browser knows: a third of a PNG. */
async function picture(page: Page): Promise<Buffer> {
  // A page that was never drawn cannot be captured.
  await page.bringToFront();
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 80 });
  return Buffer.from(data, 'base64');
}

async function signIn(
  context: BrowserContext,
  { userName, password }: { readonly userName: string; readonly password: string },
): Promise<void> {
  const page = await context.newPage();
  await page.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
  await fillSignIn(page, userName, password);
  await page.waitForURL(/account$/);
  await page.close();
}
