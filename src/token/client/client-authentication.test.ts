import assert from 'node:assert/strict';
import { test } from 'node:test';
import { basic, openTokenEndpoint } from '../endpoints/token-endpoint.fixture.ts';

test('credentials may be in the header instead', async () => {
  await using server = await openTokenEndpoint();
  const { id, secret } = server.application;
  const { status } = await server.request({ grant_type: 'client_credentials' }, basic(id, secret));
  assert.equal(status, 200);
  const named = await server.request({ grant_type: 'client_credentials', client_id: id }, basic(id, secret));
  assert.equal(named.status, 200);
});

test('an unknown client, a wrong secret and a missing one get the same response', async () => {
  await using server = await openTokenEndpoint();
  const { client_secret, ...named } = server.form;
  const answers = [
    await server.request({ ...server.form, client_secret: 'wrong' }),
    await server.request({ ...server.form, client_id: 'unknown' }),
    await server.request(named),
    await server.request({ grant_type: 'client_credentials' }, basic(server.application.id, 'wrong')),
    await server.request({ grant_type: 'client_credentials' }, basic('unknown', client_secret)),
  ];
  for (const [number, { status, headers, body }] of answers.entries()) {
    // A client that tried the scheme of HTTP is challenged with it (RFC 6749 section 5.2).
    const [expected, challenge] = number < 3 ? [400, null] : [401, 'Basic realm="clients", charset="UTF-8"'];
    assert.equal(status, expected);
    assert.equal(headers.get('www-authenticate'), challenge);
    assert.equal(headers.get('cache-control'), 'no-store, no-cache, max-age=0');
    assert.deepEqual(body, { error: 'invalid_client', error_description: 'client authentication failed' });
  }
});

test('an unknown client costs as many queries as a known one', async () => {
  await using server = await openTokenEndpoint();
  const calls: string[] = [];
  const { applications } = server.store;
  for (const name of ['findByClientId', 'scopes', 'secrets'] as const) {
    const call = applications[name] as (given: unknown) => unknown;
    const spy = (given: unknown) => {
      calls.push(name);
      return call(given);
    };
    Object.assign(applications, { [name]: spy });
  }
  await server.refusal({ ...server.form, client_secret: 'wrong' });
  assert.deepEqual(calls.splice(0), ['findByClientId', 'scopes', 'secrets']);
  await server.refusal({ ...server.form, client_id: 'unknown' });
  assert.deepEqual(calls, ['findByClientId', 'scopes', 'secrets']);
});

test('a request that names no client is refused', async () => {
  await using server = await openTokenEndpoint();
  assert.equal((await server.refusal({ grant_type: 'client_credentials' })).error, 'invalid_client');
  for (const authorization of [
    'Basic',
    'Basic !',
    'Basic eDp5OnoK%',
    `Basic ${btoa(':s')}`,
    `Basic ${btoa('x')}`,
    `Basic ${btoa('%zz:s')}`,
  ]) {
    const { status, body } = await server.request({ grant_type: 'client_credentials' }, { authorization });
    assert.equal(status, 401, authorization);
    assert.equal(body.error, 'invalid_client', authorization);
  }
});

test('another scheme in the header is ignored', async () => {
  await using server = await openTokenEndpoint();
  assert.equal((await server.request(server.form, { authorization: 'Bearer stale' })).status, 200);
});

test('credentials in two places are refused', async () => {
  await using server = await openTokenEndpoint();
  const { id, secret } = server.application;
  assert.equal((await server.refusal(server.form, basic(id, secret))).error, 'invalid_request');
  const other = { grant_type: 'client_credentials', client_id: 'other' };
  assert.equal((await server.refusal(other, basic(id, secret))).error, 'invalid_request');
});
