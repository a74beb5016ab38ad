import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTokenEndpoint } from './token-endpoint.fixture.ts';

test('a page may read the response only if its origin is that of a redirect URI of the client', async () => {
  await using server = await openTokenEndpoint({
    redirectUris: ['https://app.example.test/callback', 'http://localhost:8104/oidc/login'],
  });
  const allowed = async (origin: string, form = server.form) => {
    const { status, headers } = await server.request(form, { origin });
    assert.equal(status, form === server.form ? 200 : 400);
    assert.match(headers.get('vary') ?? '', /origin/i);
    return headers.get('access-control-allow-origin');
  };
  assert.equal(await allowed('https://app.example.test'), 'https://app.example.test');
  assert.equal(await allowed('http://localhost:8104'), 'http://localhost:8104');
  for (const origin of [
    'https://evil.test',
    'http://app.example.test',
    'http://localhost:8105',
    'null',
    'https://app.example.test.evil.test',
  ]) {
    assert.equal(await allowed(origin), null, origin);
  }
  assert.equal(await allowed('https://app.example.test', { ...server.form, client_id: 'unknown' }), null);
  assert.equal((await server.request(server.form)).headers.get('access-control-allow-origin'), null);
});

test('a redirect URI with a private scheme lets no page read the response', async () => {
  await using server = await openTokenEndpoint({ redirectUris: ['com.example.app:/callback'] });
  const { headers } = await server.request(server.form, { origin: 'null' });
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('a preflight request is answered with what the browser may send', async () => {
  await using server = await openTokenEndpoint();
  const headers = {
    origin: 'https://app.example.test',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'x-request-id',
  };
  const response = await fetch(`${server.url}/connect/token`, { method: 'OPTIONS', headers });
  assert.equal(response.status, 204);
  assert.equal(response.headers.get('access-control-allow-origin'), 'https://app.example.test');
  assert.equal(response.headers.get('access-control-allow-methods'), 'POST');
  assert.equal(response.headers.get('access-control-allow-headers'), 'x-request-id');
  assert.equal(response.headers.get('access-control-allow-credentials'), null);
});
