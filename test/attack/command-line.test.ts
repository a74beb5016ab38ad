import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { returnPath } from '../../src/directory/own-path.ts';
import { createAccount } from '../support/accounts.ts';
import { auditOf } from '../support/audit.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, shownError, verifier } from '../support/code-flow.ts';
import { asked, clientId, password, useCommandLineTool } from '../support/command-line-tool.ts';
import { send } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { agree, nowhere, signInAs } from '../support/sign-in.ts';
import { createVisitor, type Visitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What another program of a person's machine would try, that listens where the command-line tools do.

const { redirect_uri, scope } = asked;
const device = '/identity/connect/deviceauthorization';
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

const { gatehouse, pages, account, tool } = useCommandLineTool();

/** A browser in which the person is signed in and has allowed the tools everything. */
async function trusting(party = tool, changes: Record<string, string> = asked, person = account): Promise<Browser> {
  const browser = new Browser(gatehouse.url);
  const url = await party.approve(person, changes, browser);
  assert.ok(url.searchParams.get('code'), String(url));
  return browser;
}

const isConsent = ({ url }: { readonly url: URL }) => url.pathname === '/identity/web/consent';

describe('a code for a loopback address', () => {
  it('takes a person who is asked, whatever they allowed before, and is refused without asking', async () => {
    const browser = await trusting();
    for (let time = 0; time < 2; time += 1) {
      assert.ok(isConsent(await tool.authorize(asked, browser)));
      const silent = await tool.authorize({ ...asked, prompt: 'none' }, browser);
      assert.equal(silent.url.searchParams.get('error'), 'consent_required');
      await tool.approve(account, asked, browser);
    }
    assert.deepEqual(await gatehouse.store.consents.find(account, clientId), []);
    const told = (await auditOf(gatehouse, 'ExternalClient')).filter(({ action }) => action === 'Consent');
    assert.ok(told.length >= 3);
  });

  it('is not given for what somebody else has allowed in the same browser', async () => {
    const browser = new Browser(gatehouse.url);
    const other = await createAccount(gatehouse, password);
    const place = await tool.authorize(asked, browser);
    await signInAs(pages, browser, gatehouse, account, place);
    const consent = await browser.visit(place.url.searchParams.get('returnUrl') ?? '');
    assert.ok(isConsent(consent));
    const returnUrl = returnPath(consent.url.searchParams.get('returnUrl'));
    const next = await pages.interactions.allow(browser.exchange(consent.url.pathname).request, returnUrl, nowhere);
    await signInAs(pages, browser, gatehouse, other, { url: new URL('/identity/web/login', gatehouse.url) });
    const end = await browser.visit(next ?? '');
    assert.equal(end.url.searchParams.get('code'), null);
  });

  it('is asked for by any application without a secret, and remembered for sites and for those with one', async () => {
    const loopback = {
      redirectUris: ['http://127.0.0.1/cb', 'https://localhost:9000/cb', 'https://app.example.test/cb'],
    };
    const open = await createRelyingParty(gatehouse, pages, { ...loopback, isConfidential: false });
    const closed = await createRelyingParty(gatehouse, pages, loopback);
    for (const [party, uri, isAsked] of [
      [open, 'http://127.0.0.1:51234/cb', true],
      [open, 'https://localhost:9000/cb', true],
      [open, 'https://app.example.test/cb', false],
      [closed, 'http://127.0.0.1:51234/cb', false],
    ] as const) {
      const changes = { redirect_uri: uri };
      const browser = await trusting(party, changes);
      assert.equal(isConsent(await party.authorize(changes, browser)), isAsked, uri);
    }
  });
});

describe('an organization that has switched the command-line tools off', () => {
  const off = () => setSetting(gatehouse, 'Auth.CommandLineClient.Enabled', 'False');
  const exchange = (url: URL) =>
    tool.exchange({
      ...{ grant_type: 'authorization_code', code: url.searchParams.get('code') ?? '' },
      ...{ redirect_uri, code_verifier: verifier },
    });

  it('lets nobody sign in with them, and says so to the person and not to the program', async () => {
    const browser = await trusting();
    await using _ = await off();
    const fresh = new Browser(gatehouse.url);
    const ends = [
      await tool.authorize(asked, browser),
      await agree(pages, fresh, gatehouse, account, await tool.authorize(asked, fresh)),
    ];
    for (const end of ends) {
      assert.equal(end.url.pathname, '/identity/web/');
      assert.equal(shownError(end).data.ErrorDescription, 'The organization does not allow this application.');
    }
    const page = await createVisitor(() => gatehouse.url, { 'accept-language': 'de' }).get(
      `${ends[0]?.url.pathname}${ends[0]?.url.search}`,
    );
    assert.match(page.html, /Ihre Organisation erlaubt diese Anwendung nicht/);
    const other = { ...account, organizationId: world.otherOrganization.id, id: world.otherOrganization.userId };
    await trusting(tool, asked, other);
  });

  it('ends what they were given before: codes, refresh tokens, devices, passwords', async () => {
    const given = await tool.signIn(account, asked);
    assert.equal(given.status, 200);
    const waiting = await tool.approve(account, asked);
    const { device_code, user_code } = (await postForm(gatehouse, device, { client_id: clientId, scope })).json;
    const allowed = (await postForm(gatehouse, device, { client_id: clientId, scope })).json;
    const browser = await trusting();
    const session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
    assert.equal(await pages.devices.allow(allowed.user_code, session, nowhere), true);
    await using _ = await off();
    const refreshing = { grant_type: 'refresh_token', refresh_token: given.json.refresh_token };
    const answers = [
      await tool.exchange(refreshing),
      await exchange(waiting),
      await tool.exchange({ grant_type: deviceGrant, device_code: allowed.device_code }),
    ];
    for (const { status, json } of answers) assert.deepEqual([status, json.error], [400, 'invalid_grant']);
    const introspected = { ...asClient(world.application), token: given.json.refresh_token };
    assert.deepEqual((await postForm(gatehouse, '/identity/connect/introspect', introspected)).json, { active: false });
    assert.equal(await pages.devices.allow(user_code, session, nowhere), false);
    assert.equal((await tool.exchange({ grant_type: deviceGrant, device_code })).json.error, 'authorization_pending');
  });

  it('keeps the legacy login, which is another thing, and applications of its own', async () => {
    await using _ = await off();
    const legacy = await send(`${gatehouse.url}/api/account/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress: `user-${account.id}`, password }),
    });
    assert.equal(legacy.status, 200);
    await trusting(await createRelyingParty(gatehouse, pages), {});
  });

  it('has the password grant refused, too', async () => {
    const { settings, organizations } = gatehouse.store;
    const { id: organizationId } = (await organizations.find('Default')) ?? assert.fail();
    const { id } = await createAccount(gatehouse, password, { organizationId });
    const form = { grant_type: 'password', username: `user-${id}`, password, scope: 'IdentityServerApi' };
    assert.equal((await tool.exchange(form)).status, 200);
    await settings.put(organizationId, 'Auth.CommandLineClient.Enabled', 'false');
    const { status, json } = await tool.exchange(form);
    assert.deepEqual([status, json.error], [400, 'unauthorized_client']);
  });
});

describe('what the person reads before the tools may do everything', () => {
  const words = {
    en: ['do everything that you may do, in your name', 'Allow it only if you trust the application'],
    de: ['in Ihrem Namen alles tun, was Sie dürfen', 'Erlauben Sie ihn nur, wenn'],
    ro: ['să facă în numele dumneavoastră tot ce puteți face', 'Permiteți-l doar dacă'],
  };

  async function signedIn(language: string): Promise<Visitor> {
    const visitor = createVisitor(() => gatehouse.url, { 'accept-language': language });
    await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${account.id}`, password });
    return visitor;
  }

  for (const [language, [everything = '', warning = '']] of Object.entries(words)) {
    it(`is that, in words: ${language}`, async () => {
      const visitor = await signedIn(language);
      const { user_code } = (await postForm(gatehouse, device, { client_id: clientId, scope })).json;
      const onDevice = await visitor.get(`/identity/web/device?user_code=${user_code}`);
      const query = new URLSearchParams({
        ...{ response_type: 'code', client_id: clientId, ...asked, state: 's' },
        ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
      });
      const first = await visitor.get(`/identity/connect/authorize?${query}`);
      const consent = await visitor.get(first.location ?? '');
      for (const { html } of [onDevice, consent]) {
        assert.ok(html.includes(everything) && html.includes(warning), html);
        assert.doesNotMatch(html, /IdentityServerApi/);
      }
      assert.doesNotMatch(consent.html, /not be asked again|nicht noch einmal gefragt|nu veți fi întrebat din nou/i);
    });
  }
});
