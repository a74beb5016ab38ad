import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, describe, it as leaveOut } from 'node:test';
import type { Page } from 'playwright-core';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { world } from '../support/world.ts';
import { install } from './install.ts';

const library = await install({
  name: 'oidc-client-ts-3.5.0',
  tool: 'npm',
  args: (folder) => [
    ...['install', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund', 'oidc-client-ts@3.5.0'],
  ],
});
const browser = useBrowser();
let clientId = '';
const gatehouse = useGatehouse(async (running) => {
  const scopes = [{ name: 'PM.User.Read', type: 'user' }] as const;
  const application = { isConfidential: false, redirectUris: [`${origin}/callback`], scopes };
  const postLogoutRedirectUris = [`${origin}/signed-out`];
  clientId = (await createApplication(running, { ...application, name: 'Map', postLogoutRedirectUris })).id;
});

/** An application of one page, as the manual of the library says. */
const page = () => `<!doctype html><title>Map</title>
<button id="in">Sign in</button><button id="popup">Sign in in a window</button>
<button id="renew">Renew</button><button id="out">Sign out</button><output></output>
<script src="/library.js"></script>
<script type="module">
const manager = new oidc.UserManager({
  authority: ${JSON.stringify(`${gatehouse.url}/identity`)}, client_id: ${JSON.stringify(clientId)},
  redirect_uri: location.origin + '/callback', post_logout_redirect_uri: location.origin + '/signed-out',
  scope: 'openid profile offline_access PM.User.Read', loadUserInfo: true,
});
const say = (text) => { document.querySelector('output').textContent = text; };
const attempt = (work) => () => work().catch((error) => say('failed: ' + error.message));
const on = (id, work) => document.getElementById(id).addEventListener('click', attempt(work));
const greet = (user) => say('signed in: ' + user.profile.sub + ', ' + user.scope);
on('in', () => manager.signinRedirect());
on('popup', async () => greet(await manager.signinPopup()));
on('renew', async () => {
  const before = (await manager.getUser()).access_token;
  const user = await manager.signinSilent();
  say('renewed: ' + (user.access_token !== before));
});
on('out', () => manager.signoutRedirect());
if (location.pathname === '/callback') {
  const user = await attempt(() => manager.signinCallback())();
  if (user) greet(user);
}
</script>`;

const server = createServer(async ({ url }, response) => {
  if (url !== '/library.js') return void response.setHeader('content-type', 'text/html').end(page());
  const folder = library.skip === false ? library.folder : '';
  const file = join(folder, 'node_modules/oidc-client-ts/dist/browser/oidc-client-ts.min.js');
  response.setHeader('content-type', 'text/javascript').end(await readFile(file));
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
after(() => {
  server.closeAllConnections();
  server.close();
});

async function signIn(window: Page): Promise<void> {
  await fillSignIn(window, 'harry.potter', world.harry.password);
  await window.getByRole('button', { name: 'Allow', exact: true }).click();
}
const said = (window: Page, text: string) => window.locator('output').getByText(text).waitFor();
const greeting = `signed in: ${world.harry.id}, openid profile offline_access PM.User.Read`;
const press = (window: Page, name: string) => window.getByRole('button', { name, exact: true }).click();

describe('an application of one page with oidc-client-ts', () => {
  const { skip } = library;
  const it = skip === false ? browser.it : (name: string) => leaveOut(name, { skip }, () => {});

  it('signs a person in, renews its tokens from another origin, and signs the person out', async () => {
    const context = await browser.open();
    const window = await context.newPage();
    await window.goto(origin);
    await press(window, 'Sign in');
    await signIn(window);
    await said(window, greeting);
    await press(window, 'Renew');
    await said(window, 'renewed: true');
    await press(window, 'Sign out');
    await window.waitForURL(`${origin}/signed-out**`);
    await press(window, 'Sign in');
    await window.getByLabel('Password', { exact: true }).waitFor();
    assert.match(window.url(), /\/web\/login/, 'the session here is over, too');
    await context.close();
  });

  it('signs a person in in a window of its own, also when a password has to be typed', async () => {
    const context = await browser.open();
    const window = await context.newPage();
    await window.goto(origin);
    const opened = context.waitForEvent('page');
    await press(window, 'Sign in in a window');
    await signIn(await opened);
    await said(window, greeting);
    await context.close();
  });
});
