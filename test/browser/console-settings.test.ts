import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { useConsole } from '../support/console.ts';

const { it, open, check } = useConsole();

describe('the pages about settings', () => {
  for (const address of [
    'security',
    'security?preset=nist',
    'security/sign-in',
    'audit',
    'audit?text=voldemort',
    'audit/1',
    'audit/chain?after=0',
  ]) {
    it(`can be used by everybody: ${address}`, () => check(address));
  }
});

describe('the sample of a password', () => {
  it('is judged while it is typed, and again when a rule changes, by keyboard alone', async () => {
    const page = await open('security');
    await page.focus('#sample');
    await page.keyboard.type('owl-1');
    await page.waitForSelector('#verdicts .badge.warn');
    await page.focus('#length');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('5');
    await page.waitForSelector('#verdicts li:has-text("at least 5 characters")');
    assert.equal(await page.locator('#verdicts .badge.warn').count(), 0);
    assert.equal(await page.inputValue('#sample'), 'owl-1', 'what is typed stays');
    await page.close();
  });
});

describe('the audit log', () => {
  it('is narrowed while it is typed, and the address can be shared', async () => {
    const page = await open('audit');
    await page.fill('#text', 'voldemort');
    await page.waitForSelector('#results .empty');
    await page.waitForURL(/text=voldemort/);
    await page.close();
  });
});
