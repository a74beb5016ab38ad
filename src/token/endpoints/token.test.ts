import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { issuer } from '../token.fixture.ts';
import { openTokenEndpoint } from './token-endpoint.fixture.ts';

test('empty fields count as absent, and unknown fields are ignored', async () => {
  await using server = await openTokenEndpoint();
  const empty = {
    resource: '',
    code: '',
    code_verifier: '',
    redirect_uri: '',
    refresh_token: '',
    scope: '',
    username: '',
  };
  const unknown = { acr_values: 'tenant:x', custom: 'property' };
  const { status, body } = await server.request({ ...server.form, ...empty, ...unknown });
  assert.equal(status, 200);
  assert.equal(body.scope, 'PM.Group.Read PM.User');
});

test('names of fields are not case-sensitive: a field in two spellings is given twice', async () => {
  await using server = await openTokenEndpoint();
  const { client_id, ...rest } = server.form;
  const form = {
    client_Id: client_id ?? '',
    Grant_Type: 'client_credentials',
    client_secret: rest.client_secret ?? '',
  };
  assert.equal((await server.request(form)).status, 200);
  const twice = await server.refusal({ ...form, client_id: client_id ?? '' });
  assert.equal(twice.error_description, 'client_id must not be given twice.');
});

test('a compressed body is 415', async () => {
  await using server = await openTokenEndpoint();
  const { status, body } = await server.request(server.form, { 'content-encoding': 'gzip' });
  assert.equal(status, 415);
  assert.equal(body.error, 'invalid_request');
});

test('a grant that is not offered is unknown; only an authenticated client learns that', async () => {
  await using server = await openTokenEndpoint();
  for (const grant_type of ['implicit', 'CLIENT_CREDENTIALS', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'x']) {
    const { error } = await server.refusal({ ...server.form, grant_type });
    assert.equal(error, 'unsupported_grant_type', grant_type);
    const stranger = await server.refusal({ ...server.form, grant_type, client_secret: 'wrong' });
    assert.equal(stranger.error, 'invalid_client', grant_type);
  }
});

test('a missing grant_type is named in the refusal', async () => {
  await using server = await openTokenEndpoint();
  const { grant_type, ...rest } = server.form;
  const missing = { error: 'invalid_request', error_description: 'grant_type is missing.' };
  assert.deepEqual(await server.refusal(rest), missing);
  assert.deepEqual(await server.refusal({ ...rest, grant_type: '' }), missing);
  assert.deepEqual(await server.refusal(''), missing);
  assert.equal(grant_type, 'client_credentials');
});

test('a field that is given twice is refused', async () => {
  await using server = await openTokenEndpoint();
  const text = new URLSearchParams(server.form).toString();
  for (const more of ['grant_type=client_credentials', 'client_id=x', 'client_secret=x', 'scope=a&scope=b']) {
    assert.equal((await server.refusal(`${text}&${more}`)).error, 'invalid_request', more);
  }
  assert.equal((await server.request(`${text}&scope=&scope=PM.User&custom=1&custom=2`)).status, 200);
});

test('an over-long field is refused', async () => {
  await using server = await openTokenEndpoint();
  for (const [name, length] of [
    ['client_id', 256],
    ['client_secret', 100],
    ['scope', 10_000],
    ['grant_type', 100],
  ] as const) {
    const tooLong = await server.refusal({ ...server.form, [name]: 'x'.repeat(length + 1) });
    assert.equal(tooLong.error, 'invalid_request', name);
    assert.equal(tooLong.error_description, `${name} must not be longer than ${length} characters.`);
    const fits = await server.refusal({ ...server.form, [name]: 'x'.repeat(length) });
    assert.notEqual(fits.error, 'invalid_request', name);
  }
});

test('a body of another type is refused', async () => {
  await using server = await openTokenEndpoint();
  const text = new URLSearchParams(server.form).toString();
  const types = [
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencodedx',
    '',
  ];
  for (const type of types) {
    const { error } = await server.refusal(text, { 'content-type': type });
    assert.equal(error, 'invalid_request', type);
  }
});

test('the media type may be written in any case and name a charset', async () => {
  await using server = await openTokenEndpoint();
  const types = [
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-WWW-Form-Urlencoded;charset="iso-8859-1"',
  ];
  for (const type of types)
    assert.equal((await server.request(server.form, { 'content-type': type })).status, 200, type);
});

test('a body that is too large is refused', async () => {
  await using server = await openTokenEndpoint();
  const { error } = await server.refusal({ ...server.form, custom: 'x'.repeat(70_000) });
  assert.equal(error, 'invalid_request');
  assert.equal((await server.request({ ...server.form, custom: 'x'.repeat(60_000) })).status, 200);
});

test('a caller who reads only after sending everything gets the response, too', async () => {
  await using server = await openTokenEndpoint();
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  await once(socket, 'connect');
  const body = Buffer.alloc(20_000_000, 'x');
  socket.write(`POST /connect/token HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n`);
  socket.write('Content-Type: application/x-www-form-urlencoded\r\n\r\n');
  await new Promise((sent) => socket.write(body, sent));
  const [answer] = await once(socket, 'data');
  assert.match(String(answer), /^HTTP\/1.1 400 .*invalid_request/s);
  socket.destroy();
});

test('a body that is not a form is refused', async () => {
  await using server = await openTokenEndpoint();
  for (const text of ['{}', '%%%', '=&=&', '\u0000\uffff', '%ff=%fe&grant_type']) {
    assert.equal((await server.refusal(text)).error, 'invalid_request', text);
  }
});

test('another method is refused with the name of the allowed one', async () => {
  await using server = await openTokenEndpoint();
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await fetch(`${server.url}/connect/token`, { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get('allow'), 'POST');
    assert.equal(await response.text(), '');
  }
});

test('refusals are JSON, whatever the caller accepts', async () => {
  await using server = await openTokenEndpoint();
  const { headers } = await server.request({ ...server.form, client_secret: 'wrong' }, { accept: 'text/html' });
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
});

test('headers of proxies are ignored', async () => {
  await using server = await openTokenEndpoint();
  const { status, body } = await server.request(server.form, {
    host: 'evil.test',
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'ftp',
    cookie: '_session=x',
    'oauth-client-attestation': 'x',
    'oauth-client-attestation-pop': 'x',
  });
  assert.equal(status, 200);
  const [, payload = ''] = String(body.access_token).split('.');
  assert.equal(JSON.parse(Buffer.from(payload, 'base64url').toString()).iss, issuer);
});

test('a fault of the server is reported without detail, and logged', async () => {
  await using server = await openTokenEndpoint();
  Object.assign(server.store.applications, {
    secrets: async () => {
      throw new Error('disk on fire');
    },
  });
  const { status, headers, body } = await server.request(server.form);
  assert.equal(status, 500);
  assert.deepEqual(body, { error: 'server_error' });
  assert.equal(headers.get('cache-control'), 'no-store, no-cache, max-age=0');
  assert.equal(server.faults.length, 1);
  assert.match(JSON.stringify(server.faults), /disk on fire/);
  assert.ok(!JSON.stringify(server.faults).includes(server.application.secret));
});

test('a caller who closes the connection in the middle is not a fault', async () => {
  await using server = await openTokenEndpoint();
  const { port } = new URL(server.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /connect/token HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\nExpect: 100-continue\r\n');
  socket.write('Content-Type: application/x-www-form-urlencoded\r\n\r\ngrant_type=');
  await once(socket, 'data'); // The server has taken the request up.
  socket.destroy();
  await once(socket, 'close');
  assert.equal((await server.request(server.form)).status, 200);
  assert.deepEqual(server.faults, []);
});

test('nothing is printed', async (context) => {
  const printed = (['log', 'info', 'warn', 'error', 'debug'] as const).map((name) =>
    context.mock.method(console, name),
  );
  await using server = await openTokenEndpoint();
  await server.request(server.form);
  await server.request({ ...server.form, client_secret: 'wrong' }, { origin: 'https://evil.test' });
  await server.request({ ...server.form, grant_type: 'x' });
  assert.deepEqual(
    printed.map(({ mock }) => mock.callCount()),
    [0, 0, 0, 0, 0],
  );
});
