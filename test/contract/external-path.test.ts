import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as client from 'openid-client';
import { redirectUri, userScopes } from '../support/code-flow.ts';
import { minerva } from '../support/console.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { decode } from '../support/html-text.ts';
import { token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const origin = 'https://example.com';
const external = `${origin}/auth`;
const gatehouse = useGatehouse(undefined, { 'external-url': external });

// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
const jsonOf = async (response: Promise<Response>): Promise<any> => await (await response).json();

/** A proxy that hands on every path as it is. */
const ask = (url: string | URL, init?: RequestInit): Promise<Response> =>
  fetch(new URL(String(url).slice(origin.length), gatehouse.url), { redirect: 'manual', ...init });

const newVisitor = () => createVisitor(() => origin, {}, ask);
const person = { userName: 'harry.potter', password: world.harry.password };

const linksOf = (html: string): readonly string[] =>
  [
    ...html.matchAll(/(?:href|src|action|formaction|hx-get|hx-post|data-description|data-callback)="([^"#][^"]*)"/g),
  ].map(([, link = '']) => link);

describe('a server below a path of its host', () => {
  it('issues under its external URL, and says so wherever the metadata is looked for', async () => {
    for (const path of [
      '/auth/identity/.well-known/openid-configuration',
      '/.well-known/openid-configuration/auth/identity',
      '/.well-known/oauth-authorization-server/auth/identity',
      '/identity/.well-known/openid-configuration', // Asked directly, or through a proxy that takes the path off.
    ]) {
      const metadata = await jsonOf(ask(`${origin}${path}`));
      assert.equal(metadata.issuer, `${external}/identity`, path);
      for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri', 'end_session_endpoint'])
        assert.ok(metadata[name].startsWith(`${external}/identity/`), `${path} ${metadata[name]}`);
    }
    const metadata = await jsonOf(ask(`${external}/Hogwarts/identity_/.well-known/openid-configuration`));
    assert.equal(metadata.issuer, `${external}/identity_`);
    assert.equal(metadata.token_endpoint, `${external}/Hogwarts/identity_/connect/token`);
  });

  it('leads, with every link of its pages and of the page of the API, to what is there', async () => {
    for (const page of ['identity/web/login', 'Hogwarts/identity_/web/forgot-password', 'identity/swagger']) {
      const links = linksOf(await (await ask(`${external}/${page}`)).text());
      assert.ok(links.length > 3, page);
      for (const link of links) {
        assert.ok(link.startsWith('/auth/'), `${page}: ${link}`);
        assert.equal((await ask(`${origin}${link}`)).status, 200, link);
      }
    }
    const callback = await (await ask(`${external}/identity/swagger/oauth2-redirect.html`)).text();
    for (const link of linksOf(callback)) assert.equal((await ask(`${origin}${link}`)).status, 200, link);
    const nowhere = await (await ask(`${external}/Beauxbatons/identity/web/login`)).text();
    assert.match(nowhere, /href="\/auth\/identity\/web\/"/);
  });

  it('leads with every link of the console to a page of it', async () => {
    const visitor = newVisitor();
    await visitor.submit('/auth/Hogwarts/identity/web/login', minerva);
    const seen = new Set<string>();
    const waiting = ['/auth/identity/web/admin'];
    for (let page = waiting.pop(); page !== undefined && seen.size < 20; page = waiting.pop()) {
      seen.add(page);
      const { status, html } = await visitor.get(page);
      assert.equal(status, 200, page);
      const links = linksOf(html).map((link) => decode(link).split('#', 1)[0] ?? '');
      for (const link of links) assert.match(link, /^(?:\/auth\/|https?:)/, page);
      const pages = links.filter((link) => /^\/auth\/identity\/web\/admin\/[\w/-]+$/.test(link));
      waiting.unshift(...pages.filter((link) => !seen.has(link) && !waiting.includes(link)));
    }
    assert.ok(seen.size >= 8, [...seen].join(' '));
  });

  it('leads from its bare address, and from those that programs try, to its pages', async () => {
    for (const [path, page] of [
      ['/auth', '/auth/identity/web/'],
      ['/auth/', '/auth/identity/web/'],
      ['/auth/Hogwarts/identity', '/auth/Hogwarts/identity/web/'],
      ['/.well-known/change-password', '/auth/identity/web/change-password'],
    ])
      assert.equal((await ask(`${origin}${path}`)).headers.get('location'), page, path);
  });

  it('has the browser send cookies below this path alone', async () => {
    const visitor = newVisitor();
    const seen = await visitor.submit('/auth/Hogwarts/identity/web/login', person);
    assert.equal(seen.location, '/auth/Hogwarts/identity/web/account');
    const cookies = [
      ...seen.headers.getSetCookie(),
      ...(await visitor.get('/auth/identity/web/login')).headers.getSetCookie(),
    ];
    assert.ok(cookies.length >= 3, cookies.join('\n'));
    for (const cookie of cookies) {
      assert.match(cookie, /; Path=\/auth;/);
      assert.match(cookie, /^(?:__Secure-gatehouse\.\w+|gatehouse\.state)=/);
    }
    assert.equal((await visitor.get('/auth/identity/web/sessions')).status, 200);
  });

  it('takes forms from its own origin, and sends nobody to a neighbour on its host', async () => {
    const visitor = newVisitor();
    const neighbour = '/auth/Hogwarts/identity/web/login?returnUrl=%2Fshop%2Fidentity%2Fweb%2Fpay';
    assert.equal((await visitor.submit(neighbour, person)).location, '/auth/Hogwarts/identity/web/account');
    const back = '/auth/Hogwarts/identity/web/login?returnUrl=%2Fauth%2Fidentity%2Fweb%2Ftokens';
    assert.equal((await newVisitor().submit(back, person)).location, '/auth/identity/web/tokens');
    const elsewhere = await newVisitor().submit('/auth/identity/web/login', person, { origin: 'https://evil.example' });
    assert.equal(elsewhere.status, 403);
  });

  it('signs a person in to an application, and out again', async () => {
    const { id, secret } = await createApplication(gatehouse, { redirectUris: [redirectUri], scopes: userScopes });
    const options = { [client.customFetch]: ask as client.CustomFetch };
    const issuer = new URL(`${external}/identity`);
    const application = await client.discovery(issuer, id, secret ?? '', undefined, options);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
    const request = {
      redirect_uri: redirectUri,
      scope: 'openid profile',
      code_challenge,
      code_challenge_method: 'S256',
    };
    const visitor = newVisitor();
    let place = client.buildAuthorizationUrl(application, request).href;
    for (let steps = 0; steps < 8 && !place.startsWith(redirectUri); steps += 1) {
      const page = /^(?:https:\/\/example\.com)?\/auth\/identity\/web\/(login|consent)\?/.exec(place)?.[1];
      const fields = page === 'login' ? person : { decision: 'allow' };
      place = (page ? await visitor.submit(place, fields) : await visitor.get(place)).location ?? assert.fail(place);
    }
    const tokens = await client.authorizationCodeGrant(application, new URL(place), { pkceCodeVerifier });
    assert.equal(tokens.claims()?.iss, `${external}/identity`);
    assert.equal((await client.fetchUserInfo(application, tokens.access_token, world.harry.id)).name, 'Harry Potter');
    const out = client.buildEndSessionUrl(application, {
      ...{ post_logout_redirect_uri: redirectUri, id_token_hint: tokens.id_token ?? '' },
    });
    assert.equal((await visitor.get(out.href)).location, redirectUri);
    assert.match((await visitor.get('/auth/identity/web/sessions')).location ?? '', /^\/auth\/identity\/web\/login\?/);
  });

  it('answers an error of an application below its path', async () => {
    const { headers } = await ask(`${external}/identity/connect/authorize?client_id=nobody`);
    assert.ok(headers.get('location')?.startsWith(`${external}/identity/web/?errorCode=`));
  });

  it('names what it has made, and itself, by the path', async () => {
    const headers = {
      authorization: `Bearer ${await token(gatehouse, 'PM.Group')}`,
      'content-type': 'application/json',
    };
    const body = JSON.stringify({ partitionGlobalId: world.organization.id, name: 'Chess Club' });
    const made = await ask(`${external}/identity/api/Group`, { method: 'POST', headers, body });
    assert.equal(made.status, 201);
    assert.ok(made.headers.get('location')?.startsWith(`/auth/identity/api/Group/${world.organization.id}/`));
    const { servers, components } = await jsonOf(ask(`${external}/identity_/swagger/external/swagger.json`));
    assert.deepEqual(servers, [{ url: `${external}/identity_` }]);
    assert.equal(components.securitySchemes.Session.name, '__Secure-gatehouse.session');
  });
});
