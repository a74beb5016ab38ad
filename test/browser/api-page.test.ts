import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { world } from '../support/world.ts';

const application = newId();
const gatehouse = useGatehouse(async ({ store, url }) => {
  const redirectUris = [`${url}/identity/swagger/oauth2-redirect.html`];
  const organizationId = world.organization.id;
  await store.applications.insert(
    {
      organizationId,
      id: application,
      name: 'API page',
      isConfidential: false,
      redirectUris,
      isActive: true,
      createdAt: 0,
    },
    [{ name: 'PM.User.Read', type: 'user' }],
  );
});
const { it, ...browser } = useBrowser();

describe('the page of the API', () => {
  it('lets a person find an operation, sign in and try it out, under a policy that nothing breaks', async () => {
    const context = await browser.open();
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    const elsewhere: string[] = [];
    context.on('request', (request) => {
      if (!/^(data:|blob:)/.test(request.url()) && !request.url().startsWith(gatehouse.url))
        elsewhere.push(request.url());
    });
    await page.goto(`${gatehouse.url}/Hogwarts/identity_/swagger?client_id=${application}`);
    await page.getByRole('searchbox', { name: 'Search' }).fill('gets a user');
    await page.locator('[data-path="/api/Liveness"]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'GET /api/User/{userId} Gets a user' }).click();
    await page.getByText('For applications, for organization administrators').waitFor();

    await page.locator('.btn.authorize').first().click();
    await page.getByText('PM.User.Read', { exact: true }).click();
    const opened = context.waitForEvent('page');
    const exchange = page.waitForRequest(/\/connect\/token$/);
    await page.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click();
    const popup = await opened;
    await fillSignIn(popup, 'harry.potter', world.harry.password);
    const closed = popup.waitForEvent('close');
    await popup.getByRole('button', { name: 'Allow', exact: true }).click();
    await closed;
    const form = new URLSearchParams((await exchange).postData() ?? '');
    assert.ok(form.get('code_verifier'));
    assert.equal(form.get('client_secret') ?? '', '');
    await page.getByRole('button', { name: 'Remove authorization' }).waitFor();
    await page.locator('.close-modal').click();

    await page.getByRole('button', { name: 'Try it out' }).click();
    const answered = page.waitForResponse(/\/api\/User\/har-3107$/);
    await page.getByRole('button', { name: 'Execute' }).click();
    assert.equal((await answered).status(), 200);
    await page.locator('.live-responses-table').getByText('"harry.potter"').waitFor();
    const curl = (await page.locator('.curl').textContent()) ?? '';
    assert.ok(curl.includes(`'${gatehouse.url}/Hogwarts/identity_/api/User/har-3107'`), curl);
    assert.deepEqual(complaints, []);
    assert.deepEqual(elsewhere, []);

    const kept = await page.evaluate<string>('JSON.stringify([localStorage, sessionStorage])');
    assert.equal(kept, '[{},{}]');
    await page.reload();
    await page.locator('.btn.authorize.unlocked').first().waitFor();
    await context.close();
  });

  it('shows an example of a body, and what each of its members means', async () => {
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(`${gatehouse.url}/identity/swagger`);
    // Of so many operations, the list holds those that are on the screen.
    await page.getByRole('searchbox', { name: 'Search' }).fill('{userId}/changepassword');
    await page.locator('[data-path="/api/User/{userId}/changepassword"]').click();
    const body = page.locator('.opblock-section-request-body');
    await body.getByText('"exp3cto-patronum"').waitFor();
    await body.getByRole('tab', { name: 'Schema' }).click();
    for (const member of ['oldPassword', 'newPassword']) await body.getByText(member).first().waitFor();
    await context.close();
  });

  it('leads who opened it under another address to the one at which it can call the server', async () => {
    const context = await browser.open();
    const page = await context.newPage();
    await page.goto(`${gatehouse.url.replace('127.0.0.1', 'localhost')}/identity/swagger?client_id=x`);
    await page.getByRole('link', { name: `${gatehouse.url}/identity/swagger?client_id=x` }).click();
    await page.locator('.opblock').first().waitFor();
    assert.equal(await page.getByText('at the address of the server').count(), 0);
    await context.close();
  });

  it('lists the operations where no script runs', async () => {
    const context = await browser.open({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${gatehouse.url}/identity/swagger`);
    await page.getByText('POST /api/User/{userId}/changepassword').waitFor();
    await page.getByRole('link', { name: 'OpenAPI document' }).waitFor();
    await context.close();
  });
});
