import assert from 'node:assert/strict';
import { test } from 'node:test';
import { externalUrl, issuer, openTokenServer } from '../token.fixture.ts';
import { checkSessionPath, keySetPath, prefixOf, tokenPath } from './paths.ts';

const fetchJson = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(response.headers.get('access-control-allow-origin'), '*');
  return (await response.json()) as Record<string, unknown>;
};

const discovery = '/.well-known/openid-configuration';

test('the issuer is fixed, and links carry the prefix through which the document is fetched', async () => {
  await using server = await openTokenServer();
  const document = await fetchJson(`${server.url}${discovery}`);
  assert.equal(document.issuer, issuer);
  assert.equal(document.token_endpoint, `${externalUrl}/acme/identity_/connect/token`);
  assert.equal(document.jwks_uri, `${externalUrl}/acme/identity_/.well-known/openid-configuration/jwks`);
});

test('no header of the request gets into the document', async () => {
  await using server = await openTokenServer();
  const headers = {
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'ftp',
    forwarded: 'host=evil.test',
  };
  const document = await fetchJson(`${server.url}${discovery}?x=evil.test`, headers);
  assert.ok(!JSON.stringify(document).includes('evil'));
});

test('only what is live is advertised', async () => {
  await using server = await openTokenServer();
  const document = await fetchJson(`${server.url}${discovery}`);
  const endpoints = Object.keys(document).filter((name) => /endpoint$|_uri$/.test(name));
  const paths = endpoints.map((name) => String(document[name]).replace(`${externalUrl}/acme/identity_`, ''));
  for (const path of paths) assert.ok(server.service.methods.has(path), path);
  assert.equal(document.check_session_iframe, `${externalUrl}/acme/identity_${checkSessionPath}`);
  assert.deepEqual(document.response_types_supported, ['code']);
  assert.deepEqual(document.code_challenge_methods_supported, ['S256']);
  assert.deepEqual(document.response_modes_supported, ['form_post', 'query', 'fragment']);
});

test('what is advertised is what is served, and the rest answers 404', async () => {
  await using server = await openTokenServer();
  for (const path of ['token/x', 'authorize/x/y', 'endsession/confirm', 'par/x', 'register', 'ciba']) {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${server.url}/connect/${path}`, { method });
      assert.equal(response.status, 404, `${method} ${path}`);
    }
  }
});

test('who knows OAuth alone finds the same document where that looks for it', async () => {
  await using server = await openTokenServer();
  const metadata = await fetchJson(`${server.url}/.well-known/oauth-authorization-server`);
  assert.deepEqual(metadata, await fetchJson(`${server.url}${discovery}`));
});

test('the key set holds public keys only, every one that verifies', async () => {
  await using server = await openTokenServer({ signingKeyDays: 1, signingAlgorithm: 'RS256' });
  server.clock.at += 86_400_000;
  await server.service.maintain(server.clock.at);
  const { keys } = (await fetchJson(`${server.url}${keySetPath}`)) as { keys: Record<string, unknown>[] };
  assert.equal(keys.length, 2);
  for (const key of keys) assert.deepEqual(Object.keys(key).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
});

test('the documents may be kept for less time than a new key is published before it signs', async () => {
  await using server = await openTokenServer();
  for (const path of [discovery, keySetPath]) {
    const response = await fetch(`${server.url}${path}`);
    assert.equal(response.headers.get('cache-control'), 'public, max-age=300');
  }
});

test('the documents can be read, and nothing else done to them', async () => {
  await using server = await openTokenServer();
  const head = await fetch(`${server.url}${discovery}`, { method: 'HEAD' });
  assert.equal(head.status, 200);
  assert.equal(await head.text(), '');
  const post = await fetch(`${server.url}${discovery}`, { method: 'POST' });
  assert.equal(post.status, 405);
  assert.equal(post.headers.get('allow'), 'GET, HEAD');
});

test('the prefix is what stands before the path, as it was written', () => {
  const cases = [
    ['/identity/connect/token', '/identity'],
    ['/Acme/Default/identity_/CONNECT/Token/', '/Acme/Default/identity_'],
    ['/a%20b/identity_/connect/token?x=/connect/token', '/a%20b/identity_'],
    ['/elsewhere', '/identity'],
    ['', '/identity'],
  ] as const;
  for (const [url, prefix] of cases) assert.equal(prefixOf(url, tokenPath), prefix, url);
});
