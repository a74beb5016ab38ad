import assert from 'node:assert/strict';
import { describe } from 'node:test';
import * as client from 'openid-client';
import type { Page } from 'playwright-core';
import { type Account, createAccount } from '../support/accounts.ts';
import { send } from '../support/http.ts';
import { fillSignIn } from '../support/playwright.ts';
import { relyingPartyName } from '../support/relying-party.ts';
import { until } from '../support/until.ts';
import { password, userName, useStory } from './story.fixture.ts';

// A person, an application written with somebody else's library, and browsers. What the application does stands here as
// its developer would write it.

const { gatehouse, application, mail, it, browser, web, signIn } = useStory();

const newPassword = 'mischief-managed-1';

const discover = (): Promise<client.Configuration> =>
  client.discovery(new URL(`${gatehouse.url}/identity`), application.clientId, undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });

/** Sends the browser to sign in; `during` is what the person does there. */
async function authorize(page: Page, during: () => Promise<void> = async () => {}) {
  const config = await discover();
  const verifier = client.randomPKCECodeVerifier();
  const state = client.randomState();
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri: application.redirectUri,
    scope: 'openid profile offline_access PM.User PM.User.Read',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  });
  await page.goto(url.href);
  await during();
  await page.getByRole('heading', { name: 'Back at the application' }).waitFor();
  const checks = { pkceCodeVerifier: verifier, expectedState: state };
  return { config, tokens: await client.authorizationCodeGrant(config, await application.callback(), checks) };
}

async function signInAndAllow(page: Page, account: Account): Promise<void> {
  await page.getByText(`to continue to ${relyingPartyName}`).waitFor();
  await fillSignIn(page, userName(account), password);
  await allow(page);
}

async function allow(page: Page): Promise<void> {
  await page.getByText(`${relyingPartyName} wants to use your account.`).waitFor();
  await page.getByText('see and manage people').waitFor();
  await page.getByRole('button', { name: 'Allow', exact: true }).click();
}

async function changePassword(page: Page, from: string, to: string): Promise<void> {
  await page.getByLabel('Current password').fill(from);
  await page.getByLabel('New password', { exact: true }).fill(to);
  await page.getByLabel('Repeat the new password').fill(to);
  await page.getByRole('button', { name: 'Change the password' }).click();
}

const apiStatus = async (bearer: string): Promise<number> => {
  const url = `${gatehouse.url}/identity/connect/userinfo`;
  return (await send(url, { headers: { authorization: `Bearer ${bearer}` } })).status;
};

for (const javaScriptEnabled of [true, false]) {
  describe(`a person whose browser runs ${javaScriptEnabled ? '' : 'no '}scripts`, () => {
    it('signs in for an application, and the next time is known and only asked, because anybody could wait there', async () => {
      const account = await createAccount(gatehouse, password);
      const context = await browser.open({ javaScriptEnabled });
      const page = await context.newPage();
      const { config, tokens } = await authorize(page, () => signInAndAllow(page, account));
      assert.equal(tokens.claims()?.sub, account.id);
      const info = await client.fetchUserInfo(config, tokens.access_token, account.id);
      assert.equal(info.preferred_username, userName(account));
      const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      assert.equal(await apiStatus(refreshed.access_token), 200);
      const again = await authorize(page, () => allow(page));
      assert.equal(again.tokens.claims()?.sub, account.id);
      await context.close();
    });

    it('says no to an application, which is told so', async () => {
      const account = await createAccount(gatehouse, password);
      const context = await browser.open({ javaScriptEnabled });
      const page = await context.newPage();
      const refused = authorize(page, async () => {
        await fillSignIn(page, userName(account), password);
        await page.getByRole('button', { name: 'Do not allow' }).click();
      });
      await assert.rejects(refused, (error: client.AuthorizationResponseError) => error.error === 'access_denied');
      await context.close();
    });

    it('changes the password: everything that the old one had opened is shut, and this browser stays', async () => {
      const account = await createAccount(gatehouse, password);
      const [here, there] = await Promise.all([
        browser.open({ javaScriptEnabled }),
        browser.open({ javaScriptEnabled }),
      ]);
      const elsewhere = await signIn(there, account);
      await elsewhere.waitForURL(/account$/);
      const page = await here.newPage();
      const { config, tokens } = await authorize(page, () => signInAndAllow(page, account));
      await page.goto(web('change-password'));
      await changePassword(page, 'wrong-password', newPassword);
      await page.getByText('That is not your current password.').waitFor();
      await changePassword(page, password, 'short');
      await page.getByText('The password needs at least 8 characters.').waitFor();
      await changePassword(page, password, newPassword);
      await page.getByText('Your password has been changed.').waitFor();
      await page.getByText('One other session was signed out.').waitFor();
      await page.getByText('One connected application has to ask you again.').waitFor();
      await elsewhere.goto(web('sessions'));
      await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
      assert.equal(await apiStatus(tokens.access_token), 401);
      await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token ?? ''), { error: 'invalid_grant' });
      await page.goto(web('sessions'));
      await page.getByText('This browser').waitFor();
      await Promise.all([here.close(), there.close()]);
    });

    it('has forgotten the password, and sets a new one with the link in the mail, once', async () => {
      const account = await createAccount(gatehouse, password);
      const email = `${account.id}@hogwarts.example`;
      const row = { email, email_key: email.toUpperCase(), email_confirmed: 1 } as const;
      await gatehouse.db.updateTable('users').set(row).where('id', '=', account.id).execute();
      const context = await browser.open({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(web('login'));
      await page.getByRole('link', { name: 'Forgotten password?' }).click();
      await page.getByLabel('User name or e-mail').fill(email);
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByText('we have sent a link').waitFor();
      const letter = () => mail.mails.find(({ to }) => JSON.stringify(to).includes(email));
      await until(() => letter() !== undefined);
      const link = /https?:\S+\/web\/reset\?token=[\w.-]+/.exec(letter()?.text ?? '')?.[0] ?? '';
      await page.goto(link);
      await page.getByLabel('New password', { exact: true }).fill(newPassword);
      await page.getByLabel('Repeat the new password').fill(newPassword);
      await page.getByRole('button', { name: 'Set the password' }).click();
      await page.getByText('Your password is set.').waitFor();
      await page.waitForURL(/account$/);
      await page.goto(link);
      await page.getByText('This link no longer works').waitFor();
      const elsewhere = await browser.open({ javaScriptEnabled });
      const signedIn = await signIn(elsewhere, account, newPassword);
      await signedIn.waitForURL(/account$/);
      await Promise.all([context.close(), elsewhere.close()]);
    });

    it('has to choose a new password at the first sign-in, before anything else opens', async () => {
      const account = await createAccount(gatehouse, password);
      await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', account.id).execute();
      const context = await browser.open({ javaScriptEnabled });
      const page = await signIn(context, account);
      await page.getByText('Somebody else chose your present password.').waitFor();
      const other = await context.newPage();
      await other.goto(web('sessions'));
      await other.getByRole('heading', { name: 'Sign in' }).waitFor();
      assert.equal(await page.getByLabel('Current password').count(), 0);
      await page.getByLabel('New password', { exact: true }).fill(newPassword);
      await page.getByLabel('Repeat the new password').fill(newPassword);
      await page.getByRole('button', { name: 'Change the password' }).click();
      await page.waitForURL(/account$/);
      await context.close();
    });

    it('connects a device by its code', async () => {
      const account = await createAccount(gatehouse, password);
      const config = await discover();
      const device = await client.initiateDeviceAuthorization(config, { scope: 'openid PM.User.Read' });
      const context = await browser.open({ javaScriptEnabled });
      const page = await context.newPage();
      await page.goto(device.verification_uri);
      if (await page.getByLabel('Organization').count()) await page.getByLabel('Organization').fill('Hogwarts');
      await fillSignIn(page, userName(account), password);
      await page.getByLabel('Code').fill('WRON-GONE');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText('This code is unknown').waitFor();
      await page.getByLabel('Code').fill(device.user_code.toLowerCase());
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByText(`${relyingPartyName} on a device wants to use your account.`).waitFor();
      await page.getByRole('button', { name: 'Connect', exact: true }).click();
      await page.getByText('The device is connected').waitFor();
      const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 1 });
      assert.equal(tokens.claims()?.sub, account.id);
      await context.close();
    });

    it('makes an access token, uses it on the API, and revokes it', async () => {
      const account = await createAccount(gatehouse, password, { isAdministrator: true });
      const context = await browser.open({ javaScriptEnabled });
      const page = await signIn(context, account);
      await page.waitForURL(/account$/);
      await page.goto(web('tokens'));
      await page.getByRole('link', { name: 'New token' }).click();
      await page.getByLabel('What is it for?').fill('Night job');
      await page.getByLabel('see people').check();
      await page.getByRole('button', { name: 'Create the token' }).click();
      const value = (await page.locator('#value').textContent()) ?? '';
      assert.match(value, /^rt_/);
      const api = () =>
        send(`${gatehouse.url}/identity/api/User/${account.id}`, { headers: { authorization: `Bearer ${value}` } });
      const { status } = await api();
      assert.ok(status !== 401 && status !== 403, String(status));
      await page.reload();
      assert.equal(await page.getByText(value).count(), 0);
      await page.getByRole('link', { name: 'Revoke the token Night job' }).click();
      await page.getByRole('heading', { name: 'Revoke the token Night job?' }).waitFor();
      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('The token is revoked.').waitFor();
      assert.equal((await api()).status, 401);
      await context.close();
    });

    it('ends one session, then all of them', async () => {
      const account = await createAccount(gatehouse, password);
      const [here, there] = await Promise.all([
        browser.open({ javaScriptEnabled }),
        browser.open({ javaScriptEnabled }),
      ]);
      const page = await signIn(here, account);
      const elsewhere = await signIn(there, account);
      await elsewhere.waitForURL(/account$/);
      await page.goto(web('sessions'));
      const one = page.getByRole('link', { name: /^Sign out of the session/ });
      await one.click();
      await page.getByRole('link', { name: 'Cancel' }).click();
      await one.click();
      await page.getByRole('heading', { name: /^Sign out of .*\?$/ }).waitFor();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('The session was ended.').waitFor();
      await elsewhere.goto(web('account'));
      await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
      await page.getByRole('link', { name: 'Sign out everywhere' }).click();
      await page.getByRole('button', { name: 'Sign out everywhere' }).click();
      await page.getByText('You are signed out everywhere.').waitFor();
      await page.goto(web('account'));
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await Promise.all([here.close(), there.close()]);
    });

    it('signs out of the application and here, when asked and willing', async () => {
      const account = await createAccount(gatehouse, password);
      const context = await browser.open({ javaScriptEnabled });
      const page = await context.newPage();
      const { config, tokens } = await authorize(page, () => signInAndAllow(page, account));
      await page.goto(web('logout'));
      await page.getByRole('link', { name: 'Stay signed in' }).click();
      await page.waitForURL(/account$/);
      const url = client.buildEndSessionUrl(config, {
        id_token_hint: tokens.id_token ?? '',
        post_logout_redirect_uri: application.redirectUri.replace('callback', ''),
      });
      await page.goto(url.href);
      if (new URL(page.url()).pathname.endsWith('/logout'))
        await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Back at the application' }).waitFor();
      await page.goto(web('account'));
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await context.close();
    });
  });
}
