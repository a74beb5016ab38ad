import assert from 'node:assert/strict';
import { describe } from 'node:test';
import { minerva, useConsole } from '../support/console.ts';
import { tabTo, typeAtOnce } from '../support/keyboard.ts';
import { createApplication } from '../support/oauth.ts';
import { fillSignIn } from '../support/playwright.ts';

let id = '';
const { it, open, leave, check } = useConsole(async (gatehouse) => {
  const redirectUris = ['https://owls.example/callback'];
  ({ id } = await createApplication(gatehouse, { redirectUris, scopes: [{ name: 'PM.User', type: 'both' }] }));
});

describe('the pages of applications', () => {
  it('can be used by everybody', async () => {
    const pages = ['', `/${id}`, `/${id}/settings`, `/${id}/scopes`, `/${id}/secrets/new`];
    for (const page of [...pages, `/${id}/federated-credentials/new`, `/${id}/delete`])
      await check(`applications${page}`);
    for (const page of ['', '?kind=web']) await check(`new-application${page}`);
  });

  it('make an application by keyboard alone, and copy what is shown once', async () => {
    const page = await open('applications');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await tabTo(page, 'a[href$="new-application"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/new-application$/);
    await tabTo(page, 'a[href$="kind=machine"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/kind=machine$/);
    await typeAtOnce(page, 'Owlery');
    await tabTo(page, '[id="scope-application-PM.Audit"]');
    await page.keyboard.press('ArrowDown');
    await tabTo(page, 'button.first[type="submit"]');
    await page.keyboard.press('Enter');
    await page.waitForURL(/applications\/[0-9a-f-]{36}$/);
    await tabTo(page, '[data-copies="secret"]');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Copied' }).first().waitFor();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    assert.equal(copied, await page.locator('#secret').textContent());
    await page.reload();
    assert.equal(await page.locator('#secret').count(), 0);
    assert.match((await page.locator('main').textContent()) ?? '', /PM\.Audit\.Read/);
    leave(page);
  });

  it('lead to what is refused: an address, and of a secret the day on which it ends', async () => {
    const page = await open('new-application?kind=web');
    await page.locator('#name').fill('Owlery');
    await page.locator('#redirectUri').fill('http://owls.example/cb');
    await page.locator('button.first[type="submit"]').click();
    await page.locator('#redirectUri[aria-invalid]:focus').waitFor();
    leave(page);
    const secret = await open(`applications/${id}/secrets/new`);
    await secret.evaluate("document.querySelector('#expiryTime').removeAttribute('min')");
    await secret.locator('#expiryTime').fill('2020-01-01');
    await secret.locator('button.first[type="submit"]').click();
    await secret.locator('#expiryTime[aria-invalid]:focus').waitFor();
    leave(secret);
  });

  it('judge addresses while they are typed, and warn of what reaches far when it is chosen', async () => {
    const page = await open('new-application?kind=web');
    await page.locator('#redirectUri').pressSequentially('http://owls.example/cb');
    await page.locator('#redirectUri-verdicts .broken').waitFor();
    await page.locator('#redirectUri').fill('https://owls.example/cb');
    await page.locator('#redirectUri-verdicts .kept').waitFor();
    const warning = page.locator('[id="scope-user-PM.User-far"]');
    assert.equal(await warning.isVisible(), false);
    await page.locator('[id="scope-user-PM.User"]').selectOption('user manage PM.User');
    assert.equal(await warning.isVisible(), true);
    assert.equal(await page.locator('#redirectUri').inputValue(), 'https://owls.example/cb');
    leave(page);
  });

  it('keep all that was typed when an address is judged after the session has ended', async () => {
    const page = await open('new-application?kind=web');
    await page.fill('#name', 'Owlery of the tower');
    await page.locator('[id="scope-user-PM.User"]').selectOption('user manage PM.User');
    await page.context().clearCookies({ name: 'gatehouse.session' });
    await page.locator('#redirectUri').pressSequentially('https://owls.example/cb');
    await page.waitForURL(/web\/login/);
    await fillSignIn(page, minerva.userName, minerva.password, 'Hogwarts');
    await page.waitForURL(/new-application/);
    assert.equal(await page.inputValue('#name'), 'Owlery of the tower');
    assert.equal(await page.locator('[id="scope-user-PM.User"]').inputValue(), 'user manage PM.User');
    leave(page);
  });
});

describe('the pages of robot accounts and API resources', () => {
  it('can be used by everybody', async () => {
    for (const page of ['robots', 'new-robot', 'api-resources', 'api-resources/new']) await check(page);
  });
});
