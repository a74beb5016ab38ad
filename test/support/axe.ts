import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page as somebody opens it who has asked for nothing. */
export const wide = { width: 1280, height: 900 };

/**
 * Every page that a window shows from then on can be looked at. To send the half megabyte to each of them, where it is read
 * anew, would take longer than to look at it; what comes with the page is read once, and does nothing until it is called.
 */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript(`globalThis.loadAxe = () => { ${axe} };`);
}

/** Gets the page ready to be looked at, in a window to which `bringAxe` was given. */
export async function loadAxe(page: Page): Promise<void> {
  await page.evaluate('loadAxe()');
}

/** What a keyboard or a screen reader would stumble over, by the rules of WCAG and by good practice. */
export async function violations(page: Page, rules?: readonly string[]): Promise<readonly string[]> {
  // Of what it fetches beforehand, the style sheets are for rules that nobody asks for.
  const options = JSON.stringify({
    resultTypes: ['violations'],
    preload: { assets: ['media'] },
    ...(rules && { runOnly: rules }),
  });
  const results = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** Keeps what a page complains of: faults of its scripts, and what its policy forbids. What is returned ends that. */
export function watchFaults(page: Page, faults: string[]): () => void {
  const failed = (error: Error) => faults.push(error.message);
  const said = (message: { text(): string }) => {
    if (/Content Security Policy|Refused/.test(message.text())) faults.push(message.text());
  };
  page.on('pageerror', failed).on('console', said);
  return () => page.off('pageerror', failed).off('console', said);
}
