import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findChromium } from '../support/chromium.ts';
import { startBrowser } from '../support/playwright.ts';

const isBrought = process.platform === 'linux' && process.arch === 'x64';

describe('the browser of these tests', () => {
  it('comes with npm ci, and starts whatever else the machine has', {
    skip: !isBrought && 'It comes for Linux on x64 only.',
  }, async () => {
    const found = await findChromium({});
    if ('missing' in found) assert.fail(found.missing);
    const browser = await startBrowser(found);
    const page = await browser.newPage();
    await page.setContent('<span>There are fonts, so letters have a width.</span>');
    const width = await page.evaluate<number>("document.querySelector('span').offsetWidth");
    assert.ok(width > 0);
    await browser.close();
  });
});
