import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** More steps than any page of ours has elements that the tab key leads to. */
const mostSteps = 250;

/** Reaches an element by the tab key alone; the key begins again behind the last one. */
export async function tabTo(page: Page, selector: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  for (let steps = 0; steps < mostSteps; steps += 1) {
    await page.keyboard.press(key);
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  assert.fail(`the tab key does not lead to ${selector}`);
}

/** Goes to a field and types there in place of what it has. */
export async function typeInto(page: Page, selector: string, text: string): Promise<void> {
  await tabTo(page, selector);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
}

/** Types into the field in which a page that was just opened has put the cursor, which it does when it is drawn. */
export async function typeAtOnce(page: Page, text: string): Promise<void> {
  await page.locator('input[autofocus]:focus').waitFor();
  await page.keyboard.type(text);
}

/** Goes to a link or a button and presses it. */
export async function press(page: Page, selector: string, key?: 'Tab' | 'Shift+Tab'): Promise<void> {
  await tabTo(page, selector, key);
  await page.keyboard.press('Enter');
}
