import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, shownError, userScopes } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';

let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  party = await createRelyingParty(running, await openPages(running), { scopes: userScopes });
});

/** The page to which a browser was sent, in another one. */
async function fetchPage({ pathname, search }: URL): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(`${gatehouse.url}${pathname}${search}`);
  return { status: response.status, text: await response.text() };
}

const long = (length: number): string => 'x'.repeat(length);

describe('a parameter of an authorization request that is too long', () => {
  for (const [name, most] of [
    ['nonce', 2048],
    ['login_hint', 2048],
    ['ui_locales', 2048],
    ['id_token_hint', 8192],
    ['acr_values', 2048],
    ['scope', 4096],
  ] as const) {
    it(`is told to the application with its state: ${name}`, async () => {
      const browser = new Browser(gatehouse.url);
      const body = new URLSearchParams({
        ...{ response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope: 'openid' },
        ...{ state: 's1', [name]: long(most + 1) },
      });
      const { url } = await browser.visit('/identity/connect/authorize', { method: 'POST', body });
      assert.ok(url.href.startsWith(redirectUri), url.href);
      assert.equal(url.searchParams.get('error'), 'invalid_request');
      assert.equal(url.searchParams.get('state'), 's1');
    });
  }

  it('is told on a page when it is the state, without which the application could not tell which request is meant', async () => {
    const place = await party.authorize({ state: long(2049) });
    assert.equal(place.url.pathname, '/identity/web/');
    const { code, data } = shownError(place);
    assert.equal(code, 'invalid_request');
    assert.equal(data.ErrorDescription, 'state must not be longer than 2048 characters.');
  });

  it('is told on a page when nobody can say whose the request is', async () => {
    for (const changes of [{ redirect_uri: `${redirectUri}?${long(2100)}` }, { client_id: long(257) }]) {
      assert.equal((await party.authorize(changes)).url.pathname, '/identity/web/');
    }
  });

  it('is refused also where each by itself would do', async () => {
    const each = { state: long(2048), nonce: long(2048), login_hint: long(2048) };
    assert.equal((await party.authorize(each)).url.pathname, '/identity/web/login');
    const { url } = await party.authorize({ ...each, ui_locales: long(2048) });
    assert.equal(url.searchParams.get('error_description'), 'The request must not be larger than 8192 bytes.');
  });

  it('is refused by the endpoints for programs as a form that is wrong', async () => {
    for (const path of ['par', 'deviceauthorization']) {
      const fields = { ...asClient(party.client), scope: 'openid', login_hint: long(2049), response_type: 'code' };
      const redirect = path === 'par' ? { redirect_uri: redirectUri } : {};
      const answer = await postForm(gatehouse, `/identity/connect/${path}`, { ...fields, ...redirect });
      assert.equal(answer.status, 400, path);
      assert.deepEqual(answer.json, {
        error: 'invalid_request',
        error_description: 'login_hint must not be longer than 2048 characters.',
      });
    }
  });
});

describe('a parameter of a request to sign out that is too long', () => {
  for (const [name, most] of [
    ['state', 2048],
    ['post_logout_redirect_uri', 2048],
    ['client_id', 256],
  ] as const) {
    it(`is told on a page: ${name}`, async () => {
      const query = new URLSearchParams({ client_id: party.client.id, [name]: long(most + 1) });
      const place = await new Browser(gatehouse.url).visit(`/identity/connect/endsession?${query}`);
      assert.equal(place.url.pathname, '/identity/web/');
      assert.equal(shownError(place).data.ErrorDescription, `${name} must not be longer than ${most} characters`);
    });
  }
});

describe('a request of a browser that cannot be read at all', () => {
  const many = () => new URLSearchParams(Array.from({ length: 501 }, (_, n): [string, string] => [`x${n}`, 'y']));
  for (const path of ['authorize', 'endsession']) {
    it(`is told on a page, and not in the format of programs: ${path}`, async () => {
      const address = `/identity/connect/${path}`;
      const browser = () => new Browser(gatehouse.url);
      const tooLarge = new URLSearchParams({ client_id: party.client.id, state: long(70_000) });
      for (const [ask, told] of [
        [browser().visit(address, { method: 'POST', body: tooLarge }), /must not be larger than 65536 bytes/],
        [browser().visit(address, { method: 'POST', body: many() }), /must not have more than 500 fields/],
        [browser().visit(`${address}?${many()}`), /must not have more than 500 fields/],
        [
          browser().visit(address, { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } }),
          /must be a form/,
        ],
      ] as const) {
        const place = await ask;
        assert.equal(place.url.pathname, '/identity/web/');
        const { code, data } = shownError(place);
        assert.equal(code, 'invalid_request');
        assert.match(String(data.ErrorDescription), told);
        const { status, text } = await fetchPage(place.url);
        assert.equal(status, 400);
        assert.match(text, /^<!doctype html>.*Something went wrong.*invalid_request: The request must/s);
      }
    });
  }

  it('is answered in that format at the endpoints for programs', async () => {
    const answer = await postForm(gatehouse, '/identity/connect/token', { x: long(70_000) });
    assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_request']);
  });
});
