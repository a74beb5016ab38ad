import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, shownError } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  party = await createRelyingParty(running, pages, { name: 'Library of Hogwarts' });
});

/** The line of the next refusal that `act` causes. */
async function lineOf(act: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const { length } = gatehouse.logLines;
  await act();
  const found = () => gatehouse.logLines.slice(length).find(({ oauthError }) => oauthError !== undefined);
  await until(() => found() !== undefined);
  return found() as Record<string, unknown>;
}

describe('who looks after an application', () => {
  it('finds in the log which scopes it may not ask for', async () => {
    const line = await lineOf(() => party.authorize({ scope: 'openid PM.Audit PM.Group.Read' }));
    assert.deepEqual(
      [line.oauthError, line.client, line.scope],
      ['invalid_scope', party.client.id, 'PM.Audit PM.Group.Read'],
    );
    const form = { grant_type: 'client_credentials', scope: 'PM.User' };
    const own = await lineOf(() =>
      postForm(gatehouse, '/identity/connect/token', { ...asClient(party.client), ...form }),
    );
    assert.deepEqual([own.oauthError, own.client, own.scope], ['invalid_scope', party.client.id, 'PM.User']);
    assert.match(String(own.reason), /not allowed to access User scopes/);
  });

  it('finds in the log which redirect URI came, and which are registered', async () => {
    const line = await lineOf(() => party.authorize({ redirect_uri: `${redirectUri}/` }));
    assert.equal(line.oauthError, 'invalid_redirect_uri');
    assert.deepEqual([line.redirectUri, line.registeredUris], [`${redirectUri}/`, redirectUri]);
  });

  it('finds in the log why a code or a secret was refused, and neither of them', async () => {
    const form = { grant_type: 'authorization_code', code: 'a-code-of-mine', redirect_uri: redirectUri };
    const code = await lineOf(() => party.exchange(form));
    assert.equal(code.oauthError, 'invalid_grant');
    assert.match(String(code.reason), /code not found/);
    const wrong = { client_id: party.client.id, client_secret: 'a-secret-of-mine', grant_type: 'client_credentials' };
    const secret = await lineOf(() => postForm(gatehouse, '/identity/connect/token', wrong));
    assert.deepEqual([secret.oauthError, secret.client], ['invalid_client', party.client.id]);
    for (const path of ['par', 'deviceauthorization', 'introspect', 'revocation']) {
      const refused = await lineOf(() => postForm(gatehouse, `/identity/connect/${path}`, wrong));
      assert.deepEqual([refused.oauthError, refused.client], ['invalid_client', party.client.id], path);
    }
    const hint = await lineOf(() => new Browser(gatehouse.url).visit('/identity/connect/endsession?id_token_hint=x'));
    assert.deepEqual([hint.oauthError, hint.reason], ['invalid_request', 'Invalid id_token_hint']);
    assert.doesNotMatch(JSON.stringify(gatehouse.logLines), /a-code-of-mine|a-secret-of-mine/);
  });
});

describe('the page of a request that cannot be answered', () => {
  const seen = async (changes: Record<string, string>) => {
    const { url } = await party.authorize(changes);
    const html = await (await fetch(url)).text();
    return { html, text: decode(html) };
  };

  it('names the application and its scopes, and leads back to it', async () => {
    const { html, text } = await seen({ scope: 'openid PM.Audit' });
    assert.match(text, /Library of Hogwarts/);
    assert.match(text, /The application may not ask people for: PM\.Audit/);
    const [, href = ''] = /<a class="button" href="(https:[^"]*)"/.exec(html) ?? [];
    const back = new URL(href.replaceAll('&amp;', '&'));
    assert.equal(`${back.origin}${back.pathname}`, redirectUri);
    assert.deepEqual(
      ['error', 'error_description', 'state'].map((name) => back.searchParams.get(name)),
      ['invalid_scope', 'Invalid scope', 's1'],
    );
  });

  it('names the organization that there is not for the application, and leads back by a link alone', async () => {
    for (const named of ['Beauxbatons', world.otherOrganization.name, '<b>Hogsmeade</b>']) {
      const { text, html } = await seen({ acr_values: `tenantName:${named}` });
      const shown = named.replaceAll(/[<>/]/g, '');
      assert.match(text, /No such organization/);
      assert.ok(text.includes(`no organization “${shown}” in which Library of Hogwarts can be used`), text);
      assert.match(html, /href="https:[^"]*error=invalid_request/);
      assert.doesNotMatch(html, /<b>|http-equiv/);
    }
    const line = await lineOf(() => party.authorize({ acr_values: 'tenantName:Beauxbatons' }));
    assert.deepEqual([line.oauthError, line.client], ['invalid_request', party.client.id]);
    assert.match(String(line.reason), /not available in the organization.*Beauxbatons/);
  });

  it('names a redirect URI that is not registered, and leads nobody there', async () => {
    const { html, text } = await seen({ redirect_uri: 'https://evil.test/callback' });
    assert.match(text, /Library of Hogwarts/);
    assert.match(text, /has not registered this redirect URI: https:\/\/evil\.test\/callback/);
    assert.doesNotMatch(html, /href="https:\/\/evil/);
  });
});

describe('a request that is to show nothing', () => {
  it('is answered at the redirect URI, whatever is wrong with it', async () => {
    for (const [changes, error] of [
      [{}, 'login_required'],
      [{ scope: 'openid PM.Audit' }, 'invalid_scope'],
      [{ scope: '' }, 'invalid_scope'],
      [{ state: 'x'.repeat(3000) }, 'invalid_request'],
      [{ acr_values: 'tenantName:Beauxbatons' }, 'login_required'],
    ] as const) {
      const { url } = await party.authorize({ ...changes, prompt: 'none' });
      assert.equal(`${url.origin}${url.pathname}`, redirectUri, JSON.stringify(changes));
      assert.equal(url.searchParams.get('error'), error);
    }
    const elsewhere = await party.authorize({ prompt: 'none', redirect_uri: 'https://evil.test/' });
    assert.equal(shownError(elsewhere).data.ErrorDescription, 'Invalid redirect_uri');
  });
});
