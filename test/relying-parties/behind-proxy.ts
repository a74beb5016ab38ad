import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { apiOf } from '../support/api.ts';
import { type BackChannel, openBackChannel } from '../support/back-channel.ts';
import { redirectUri, userScopes } from '../support/code-flow.ts';
import { freePort } from '../support/free-port.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { createVisitor, type Seen } from '../support/visitor.ts';
import { world } from '../support/world.ts';
import { elsewhere, type ReverseProxy, startProxy, whyLeftOut } from './proxy.ts';

const scope = 'openid profile email PM.User';
const person = { userName: 'harry.potter', password: world.harry.password };

/** About as much as an authorization request may say: more than a proxy takes that was told nothing. */
const long = { state: 's'.repeat(2048), nonce: 'n'.repeat(2048), ui_locales: 'en '.repeat(682), display: 'page' };

/** What people and applications see of a server with this proxy in front. */
export async function describeBehind(proxy: ReverseProxy): Promise<void> {
  const skip = whyLeftOut(proxy);
  const ports = { own: await freePort(), shared: await freePort(), plain: await freePort() };
  const url = `https://localhost:${ports.own}`;
  const shared = `https://localhost:${ports.shared}/auth`;
  let channel: BackChannel;
  let application: client.Configuration;
  let sharedApplication: client.Configuration;
  const trust = { 'trusted-proxies': '127.0.0.1', 'outgoing-private-addresses': '127.0.0.1' };
  const gatehouse = useGatehouse(
    async () => {
      channel = await openBackChannel();
    },
    { ...trust, 'external-url': url },
  );
  useGatehouse(
    async (below) => {
      if (skip) return;
      await startProxy(proxy, ports, { own: gatehouse.url, shared: below.url });
      application = await register(gatehouse, url);
      sharedApplication = await register(below, shared);
    },
    { ...trust, 'external-url': shared },
  );
  after(() => channel[Symbol.asyncDispose]());

  async function register(running: Gatehouse, externalUrl: string): Promise<client.Configuration> {
    const uris = { redirectUris: [redirectUri], backchannelLogoutUri: channel.uri };
    const { id, secret } = await createApplication(running, { ...uris, scopes: userScopes });
    const options = { [client.customFetch]: elsewhere.fetch as client.CustomFetch };
    return await client.discovery(new URL(`${externalUrl}/identity`), id, secret ?? '', undefined, options);
  }

  const newVisitor = (headers?: Record<string, string>, origin = url) =>
    createVisitor(() => origin, headers, elsewhere.fetch);

  /** The way through the pages, from the application and back to it. */
  async function signIn(parameters: Record<string, string> = {}, to = application) {
    const verifier = client.randomPKCECodeVerifier();
    const code_challenge = await client.calculatePKCECodeChallenge(verifier);
    const request = { redirect_uri: redirectUri, scope, code_challenge, code_challenge_method: 'S256', ...parameters };
    const visitor = newVisitor({}, new URL(to.serverMetadata().issuer).origin);
    const seen: Seen[] = [await visitor.get(client.buildAuthorizationUrl(to, request).href)];
    const place = () => seen.at(-1)?.location ?? assert.fail(seen.at(-1)?.html);
    while (!place().startsWith(redirectUri)) {
      const [, page] = /\/web\/(login|consent)\?/.exec(place()) ?? [];
      const fields = page === 'login' ? person : { decision: 'allow' };
      seen.push(page === undefined ? await visitor.get(place()) : await visitor.submit(place(), fields));
    }
    const checks = { pkceCodeVerifier: verifier, ...(parameters.state && { expectedState: parameters.state }) };
    const expected = { ...checks, ...(parameters.nonce && { expectedNonce: parameters.nonce }) };
    const tokens = await client.authorizationCodeGrant(to, new URL(place()), expected);
    return { visitor, seen, tokens };
  }

  describe(`a server behind ${proxy.name}`, () => {
    it('signs a person in, and has the browser use nothing but TLS from then on', { skip }, async () => {
      const { tokens, seen } = await signIn();
      assert.equal(tokens.claims()?.iss, `${url}/identity`);
      const info = await client.fetchUserInfo(application, tokens.access_token, world.harry.id);
      assert.equal(info.email, 'harry@hogwarts.example');
      for (const { headers } of seen) assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
    });

    it('takes an authorization request as long as one may be', { skip }, async () => {
      const { seen } = await signIn(long);
      assert.ok(Math.max(...seen.map(({ location = '' }) => location.length)) > 9000);
    });

    it('takes a body as large as one may be', { skip }, async () => {
      const body = JSON.stringify({ users: [] }).padEnd(2 * 1024 * 1024);
      const headers = { authorization: `Bearer ${await token(gatehouse)}`, 'content-type': 'application/json' };
      const { status } = await elsewhere.fetch(`${url}/identity/api/User/BulkCreate`, {
        method: 'POST',
        headers,
        body,
      });
      assert.equal(status, 200);
    });

    it('writes down from where people come, whatever they say of that themselves', { skip }, async () => {
      const visitor = newVisitor({ 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' });
      await visitor.submit('/Hogwarts/identity/web/login', { ...person, password: 'alohomora' });
      await visitor.submit('/Hogwarts/identity/web/login', person);
      const bearer = await token(gatehouse, 'PM.UserLoginAttempt.Read PM.Audit.Read');
      const api = apiOf(gatehouse, () => bearer);
      const { results } = (await api('GET', `/api/User/${world.harry.id}/loginAttempts`)).json;
      const [signedIn, refused] = results.map((attempt: { clientIpAddress: string }) => attempt.clientIpAddress);
      assert.deepEqual([signedIn, refused], [elsewhere.address, elsewhere.address]);
    });

    it('tells an application when the person signs out', { skip }, async () => {
      const { visitor, tokens } = await signIn();
      const address = { post_logout_redirect_uri: redirectUri, id_token_hint: tokens.id_token ?? '' };
      const seen = await visitor.get(client.buildEndSessionUrl(application, address).href);
      assert.equal(seen.location, redirectUri);
      const { jwks_uri = '', issuer } = application.serverMetadata();
      const published = await (await elsewhere.fetch(jwks_uri)).json();
      const keys = createLocalJWKSet(published as JSONWebKeySet);
      const audience = application.clientMetadata().client_id;
      const expected = { issuer, audience, typ: 'logout+jwt' };
      const { payload } = await jwtVerify(await channel.next(world.harry.id), keys, expected);
      assert.equal(payload.sid, tokens.claims()?.sid);
    });

    it('redirects from http, and keeps the address', { skip }, async () => {
      const asked = `http://localhost:${ports.plain}/identity/web/login?ui_locales=de`;
      const { status, headers } = await fetch(asked, { redirect: 'manual' });
      assert.ok(status === 308 || status === 301, String(status));
      assert.match(
        headers.get('location') ?? '',
        /^https:\/\/localhost(?::\d+)?\/identity\/web\/login\?ui_locales=de$/,
      );
    });
  });

  describe(`a server below a path behind ${proxy.name}`, () => {
    it('signs a person in and out again, and keeps its cookies from the neighbour', { skip }, async () => {
      const { visitor, seen, tokens } = await signIn({}, sharedApplication);
      assert.equal(tokens.claims()?.iss, `${shared}/identity`);
      for (const { location = '' } of seen)
        assert.match(location, /^(?:https:\/\/localhost:\d+)?\/auth\/|^https:\/\/app\.example\.test\//);
      const cookies = seen.flatMap(({ headers }) => headers.getSetCookie());
      assert.ok(cookies.length > 0);
      for (const cookie of cookies) assert.match(cookie, /; Path=\/auth;.* Secure/);
      const address = { post_logout_redirect_uri: redirectUri, id_token_hint: tokens.id_token ?? '' };
      assert.equal(
        (await visitor.get(client.buildEndSessionUrl(sharedApplication, address).href)).location,
        redirectUri,
      );
    });

    it('is found in front of the path of its issuer too, and is not what is beside it', { skip }, async () => {
      const { origin } = new URL(shared);
      const found = await elsewhere.fetch(`${origin}/.well-known/oauth-authorization-server/auth/identity`);
      assert.equal(((await found.json()) as { issuer: string }).issuer, `${shared}/identity`);
      for (const path of ['/', '/identity/web/login', '/authors'])
        assert.equal(await (await elsewhere.fetch(`${origin}${path}`)).text(), 'the neighbour', path);
    });
  });
}
