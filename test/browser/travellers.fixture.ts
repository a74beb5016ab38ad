import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Account } from '../support/accounts.ts';
import { setBranding } from '../support/branding.ts';
import { useBrowser } from '../support/playwright.ts';
import { authorizeUrl, useRelyingParty } from '../support/relying-party.ts';
import { world } from '../support/world.ts';

export const password = 'al0h0m0ra-account';
export const newPassword = 'mischief-managed-1';
export const userName = ({ id }: Account): string => `user-${id}`;
export const heading = (page: Page, name: string) => page.getByRole('heading', { name }).waitFor();
export const allow = (page: Page) => page.getByRole('button', { name: 'Allow', exact: true }).click();

/** Waits until the browser is back at the application, with a code for the request of that state. */
export async function arriveWith(page: Page, state: string): Promise<void> {
  await heading(page, 'Back at the application');
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get('state'), searchParams.has('code')], [state, true], page.url());
}

export async function typeNewPassword(page: Page, text = newPassword, repeated = text): Promise<void> {
  await page.getByLabel('New password', { exact: true }).fill(text);
  await page.getByLabel('Repeat the new password').fill(repeated);
}

/** An application, browsers of people on their way to it, and beside their organization another, which has its own look. */
export function useTravellers() {
  const { gatehouse, application } = useRelyingParty((started) => setBranding(started, world.otherOrganization.id));
  const { it, ...browser } = useBrowser();
  const web = (page: string): string => `${gatehouse.url}/identity/web/${page}`;
  const askFor = (state: string): string => authorizeUrl(gatehouse, application).replace('state=s&', `state=${state}&`);
  return { gatehouse, application, it, browser, web, askFor };
}
