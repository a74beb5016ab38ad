import assert from 'node:assert/strict';
import { describe } from 'node:test';
import type { Page } from 'playwright-core';
import { type Account, createAccount } from '../support/accounts.ts';
import { addAuthenticator, givePasskey } from '../support/authenticator.ts';
import { freePort } from '../support/free-port.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { fillSignIn, useBrowser } from '../support/playwright.ts';
import { ageSessions } from '../support/second-factor.ts';

// A real browser with a virtual authenticator. Its passkeys are bound to the name of the machine: an address has none.

const gatehouse = useGatehouse(
  async () => {},
  async () => {
    const port = String(await freePort());
    return { port, 'external-url': `http://localhost:${port}` };
  },
);
const { it, open } = useBrowser();
const password = 'al0h0m0ra-account';

const web = (path: string, organization = 'Hogwarts'): string =>
  `${gatehouse.config['external-url']}/${organization}/identity/web/${path}`;

/** Fills in no passkeys by itself, so that its person uses the button. */
async function newPage(): Promise<Page> {
  const page = await (await open()).newPage();
  await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false;');
  return page;
}

const withAuthenticator = async (page: Page) => ({ page, authenticator: await addAuthenticator(page) });

let usual: Awaited<ReturnType<typeof withAuthenticator>> | undefined;

/** A window that tests have in turn, each with a new authenticator: to open one takes longer than most of what is done in it. */
async function usualWindow() {
  await usual?.authenticator.session.detach(); // The authenticator goes with it.
  await usual?.page.context().clearCookies();
  usual = await withAuthenticator(usual?.page ?? (await newPage()));
  return usual;
}

/** Somebody whose passkey is in the browser of a window. */
async function personWithPasskey(opened = usualWindow()) {
  const window = await opened;
  const user = await createAccount(gatehouse, password);
  await givePasskey(gatehouse, window.authenticator, user);
  return { ...window, user };
}

const useButton = (page: Page) => page.getByRole('button', { name: 'Sign in with a passkey' }).click();
const isIn = (page: Page) => page.waitForURL(/account$/);
const isRefused = (page: Page) => page.getByText('This passkey cannot be used to sign in here.').waitFor();

const actionsOf = async ({ id }: Account): Promise<readonly string[]> =>
  (await gatehouse.db.selectFrom('audit_entries').select('action').where('target_id', '=', id).execute()).map(
    ({ action }) => action,
  );

describe('a person with a passkey', () => {
  it('signs in by its button, without saying a name', async () => {
    const { page, user } = await personWithPasskey();
    await page.goto(web('login'));
    await useButton(page);
    await isIn(page);
    assert.ok((await actionsOf(user)).includes('Login'));
    const [factor] = await gatehouse.store.factors.ofUser(user);
    assert.ok(factor?.lastUsedAt);
  });

  it('signs in with what the browser fills in', async () => {
    const { page } = await personWithPasskey(withAuthenticator(await (await open()).newPage()));
    await page.goto(web('login'));
    await isIn(page);
  });

  it('signs in again and again, and the counter goes on', async () => {
    const { page, user } = await personWithPasskey();
    const counters: number[] = [];
    for (let time = 0; time < 2; time += 1) {
      await page.goto(web('login'));
      await useButton(page);
      await isIn(page);
      const [factor] = await gatehouse.store.factors.ofUser(user);
      counters.push(JSON.parse(factor?.state ?? '{}').counter);
      await page.context().clearCookies();
    }
    assert.ok((counters[0] ?? 0) < (counters[1] ?? 0));
  });

  it('stays signed in where that was chosen on the same page', async () => {
    const { page } = await personWithPasskey();
    await page.goto(web('login'));
    await page.getByLabel('Keep me signed in').check();
    await useButton(page);
    await isIn(page);
    const [session] = (await page.context().cookies()).filter(({ name }) => name.endsWith('session'));
    assert.ok((session?.expires ?? 0) > Date.now() / 1000);
  });

  it('is refused where the page is of another organization', async () => {
    const { page } = await personWithPasskey();
    await page.goto(web('login', 'Durmstrang'));
    await useButton(page);
    await isRefused(page);
  });

  it('is refused with a copy of it, and the organization is told', async () => {
    const { page, user } = await personWithPasskey();
    const [factor] = await gatehouse.store.factors.ofUser(user);
    assert.ok(factor);
    const ahead = JSON.stringify({ ...JSON.parse(factor.state), counter: 1000 });
    assert.ok(await gatehouse.store.factors.replaceState(factor, ahead, null));
    await page.goto(web('login'));
    await useButton(page);
    await isRefused(page);
    assert.ok((await actionsOf(user)).includes('RefuseClonedFactor'));
  });

  it('signs in once with one answer, however often and from wherever it is sent', async () => {
    const { page } = await personWithPasskey();
    await page.goto(web('login'));
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await useButton(page);
    const body = (await sent).postData() ?? '';
    await isIn(page);
    await page.context().clearCookies({ name: /session/ });
    const replay = {
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(web('')).origin },
    };
    const again = await page.request.post(web('login'), { ...replay, data: body, maxRedirects: 0 });
    assert.equal(again.status(), 400);
    const elsewhere = await (await open()).request.post(web('login'), { ...replay, data: body, maxRedirects: 0 });
    assert.equal(elsewhere.status(), 403);
  });
});

/** Signs in with the password, up to whatever comes next. */
async function signInByPassword(page: Page, { id }: Account): Promise<void> {
  await page.goto(web('login'));
  await fillSignIn(page, `user-${id}`, password);
}

async function makePasskey(page: Page): Promise<void> {
  await page.goto(web('set-up-factor?kind=passkey'));
  await page.getByRole('button', { name: 'Create a passkey' }).click();
  await page.getByText('recovery codes').first().waitFor();
}

describe('a person who makes a passkey', () => {
  it('is asked for it after the password from then on, and gets in by it alone as well', async () => {
    const { page } = await usualWindow();
    const user = await createAccount(gatehouse, password);
    await signInByPassword(page, user);
    await isIn(page);
    await makePasskey(page);
    const kinds = (await gatehouse.store.factors.ofUser(user)).map(({ kind }) => kind);
    assert.deepEqual(kinds.toSorted(), ['passkey', 'recoveryCodes']);
    await page.context().clearCookies();

    await signInByPassword(page, user);
    await page.waitForURL(/second-step/);
    await page.getByRole('button', { name: /passkey/i }).click();
    await isIn(page);
    const sessions = await gatehouse.db
      .selectFrom('audit_entries')
      .select('details')
      .where('target_id', '=', user.id)
      .where('action', '=', 'Login')
      .orderBy('sequence')
      .execute();
    assert.match(JSON.stringify(sessions.at(-1)), /passkey/);
    await page.context().clearCookies();

    await page.goto(web('login'));
    await useButton(page);
    await isIn(page);
  });

  it('may have a browser that knows nothing of them as JSON', async () => {
    const { page } = await withAuthenticator(await newPage());
    await page.addInitScript(() => {
      const known: Record<string, unknown> & { prototype: Record<string, unknown> } =
        Object(globalThis).PublicKeyCredential;
      for (const name of ['parseCreationOptionsFromJSON', 'parseRequestOptionsFromJSON']) delete known[name];
      delete known.prototype.toJSON;
    });
    const user = await createAccount(gatehouse, password);
    await signInByPassword(page, user);
    await isIn(page);
    await makePasskey(page);
    await page.context().clearCookies();
    await page.goto(web('login'));
    await useButton(page);
    await isIn(page);
    assert.ok((await gatehouse.store.factors.ofUser(user)).some(({ lastUsedAt }) => lastUsedAt !== null));
  });

  it('makes no second one on the same device', async () => {
    const { page, user } = await personWithPasskey();
    await page.goto(web('login'));
    await useButton(page);
    await isIn(page);
    await page.goto(web('set-up-factor?kind=passkey'));
    await page.getByRole('button', { name: 'Create a passkey' }).click();
    await page.getByText('No passkey was created').waitFor();
    assert.equal((await gatehouse.store.factors.ofUser(user)).length, 1);
  });

  it('is told to choose another way where the browser runs no scripts', async () => {
    const { user } = await personWithPasskey();
    const page = await (await open({ javaScriptEnabled: false })).newPage();
    await signInByPassword(page, user);
    await page.waitForURL(/second-step/);
    await page.getByText('This browser cannot use passkeys').waitFor();
  });
});

describe('a person who signed in by a passkey some time ago', () => {
  it('is asked for it again before something dangerous', async () => {
    const { page, user } = await personWithPasskey();
    await page.goto(web('login'));
    await useButton(page);
    await isIn(page);
    await ageSessions(gatehouse, user, 16);
    await page.goto(web('new-token'));
    await page.waitForURL(/step-up/);
    await page.getByRole('button', { name: /passkey/i }).click();
    await page.waitForURL(/web\/new-token$/);
    assert.ok((await actionsOf(user)).includes('ProveAgain'));
  });
});

describe('a passkey of another server', () => {
  it('is not even asked for by the browser', async () => {
    const { page, authenticator } = await usualWindow();
    const user = await createAccount(gatehouse, password);
    await givePasskey(gatehouse, authenticator, user, { rpId: 'elsewhere.example' });
    await page.goto(web('login'));
    await useButton(page);
    await page.getByText('No passkey was used').waitFor();
  });
});

describe('a browser without scripts', () => {
  it('shows no button for passkeys, and takes passwords', async () => {
    const user = await createAccount(gatehouse, password);
    const page = await (await open({ javaScriptEnabled: false })).newPage();
    await page.goto(web('login'));
    assert.equal(await page.getByRole('button', { name: 'Sign in with a passkey' }).isVisible(), false);
    await fillSignIn(page, `user-${user.id}`, password);
    await isIn(page);
  });
});
