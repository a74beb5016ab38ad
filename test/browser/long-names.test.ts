import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { Page } from 'playwright-core';
import { signedInAdministrator } from '../support/console.ts';
import { fillIn } from '../support/console-form.ts';
import { fillSignIn, makeNarrow, useBrowser } from '../support/playwright.ts';
import { authorizeUrl, useRelyingParty } from '../support/relying-party.ts';
import type { Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// Names as long as they may be, without a place to break a line, from right to left, or with something that looks like markup.

const names = ['W'.repeat(200), 'مدير'.repeat(40), 'a\u0302\u0323'.repeat(60), `<b>${'x'.repeat(100)}</b><script>`];
const admin = '/identity/web/admin';
const password = 'animagus-9-lives';
const { gatehouse, application } = useRelyingParty();
const browser = useBrowser();

/** Makes something by the form of the console, and says to which page that leads. */
async function made(visitor: Visitor, page: string, fields: Record<string, string>): Promise<string> {
  const { status, location, html } = await fillIn(visitor, `${admin}/${page}`, fields);
  assert.equal(status, 303, html);
  return location?.split(/[?#]/)[0] ?? '';
}

/** One of each kind, and where they are seen. */
async function named(visitor: Visitor, name: string, index: number): Promise<readonly string[]> {
  const texts = { name, displayName: name };
  const how = { userName: name, surname: name, how: 'create', email: '' };
  const person = (await made(visitor, 'new-person', { ...texts, ...how })).replace(/\/password$/, '');
  const group = await made(visitor, 'new-group', { name });
  await made(visitor, 'new-robot', texts);
  const resource = index === 0 ? name : `Resource ${index}`;
  const scope = { scopeName: index === 0 ? name : `scope-${index}`, scopeDisplayName: name, scopeDescription: name };
  await made(visitor, 'api-resources/new', { ...texts, name: resource, description: name, ...scope });
  const redirectUri = `https://app.example/${'p'.repeat(150)}`;
  const party = await made(visitor, 'new-application?kind=web', { name, redirectUri, scope: 'user manage openid' });
  const id = person.replace(/.*\//, '');
  return [
    ...[
      person,
      `${person}/edit`,
      `${person}/delete`,
      `${person}/sign-in`,
      `${person}/history`,
      group,
      `${group}/delete`,
    ],
    ...[`${admin}/people-actions?action=delete&id=${id}`, party, `${party}/scopes`, `${party}/delete`],
    ...[`${admin}/api-resources/edit`, `${admin}/api-resources/delete`].map((page) => `${page}?name=${resource}`),
  ];
}

async function requireNarrow(page: Page, address: string): Promise<void> {
  const answer = await page.goto(`${gatehouse.url}${address}`);
  assert.equal(answer?.status(), 200, address);
  await requireFit(page, address);
}

async function requireFit(page: Page, what: string): Promise<void> {
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(width <= 320, `${what} is ${width} pixels wide`);
  const markup = await page.locator('script:not([src]), h1 b, td b, li > b:has-text("xxx")').count();
  assert.equal(markup, 0, `${what} takes a name for markup`);
}

const lists = ['people?column=groups', 'groups', 'robots', 'applications', 'api-resources', 'audit'];
const forms = ['new-person', 'new-robot', 'new-application?kind=web', 'security/second-factors'];

describe('long names', () => {
  browser.it('fit on the narrowest screen wherever an administrator sees them', async () => {
    const visitor = await signedInAdministrator(gatehouse);
    const pages: string[] = [];
    for (const [index, name] of names.entries()) pages.push(...(await named(visitor, name, index)));
    const page = await browser.openPage({ reducedMotion: 'reduce' });
    await page.goto(`${gatehouse.url}/Hogwarts/identity/web/login`);
    await fillSignIn(page, 'minerva.mcgonagall', password);
    await page.waitForURL(/account$/);
    await makeNarrow(page);
    for (const address of [...lists, ...forms].map((one) => `${admin}/${one}`)) await requireNarrow(page, address);
    for (const address of pages) await requireNarrow(page, address);
    await browser.leavePage(page);
  });

  browser.it('fit wherever a person sees them: of the person, the application, the organization', async () => {
    const name = names[0] ?? '';
    const { db } = gatehouse;
    const { id } = world.organization;
    await db.updateTable('applications').set({ name }).where('id', '=', application.clientId).execute();
    await db.updateTable('organizations').set({ name }).where('id', '=', id).execute();
    await db.updateTable('users').set({ display_name: name, name }).where('id', '=', 'har-3107').execute();
    const page = await browser.openPage({ reducedMotion: 'reduce' });
    await makeNarrow(page);
    await page.goto(authorizeUrl(gatehouse, application));
    await requireFit(page, 'the sign-in for an application');
    await fillSignIn(page, 'harry.potter', world.harry.password);
    await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
    await requireFit(page, 'the consent');
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByRole('heading', { name: 'Back at the application' }).waitFor();
    for (const one of [
      'account',
      'change-password',
      'security',
      'sessions',
      'applications',
      'tokens',
      'new-token',
      'logout',
    ]) {
      await requireNarrow(page, `/identity/web/${one}`);
    }
    await page.goto(`${gatehouse.url}/identity/web/forgot-password?organization=${name}`);
    await requireFit(page, 'the page for forgotten passwords');
    await browser.leavePage(page);
  });
});
