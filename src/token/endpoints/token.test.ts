import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { type Application, hashSecret } from '../../directory/application.ts';
import { addApplication, issuer, openTokenServer, requestToken } from '../token.fixture.ts';

const scopes = [
  { name: 'PM.User', type: 'both' },
  { name: 'PM.Group.Read', type: 'application' },
  { name: 'OR.Folders', type: 'user' },
] as const;

/** A server with one application, and its credentials as a form. */
async function open(changes: Partial<Application> = {}) {
  const server = await openTokenServer();
  const application = await addApplication(server.store, server.organizationId, scopes, changes);
  const form = { grant_type: 'client_credentials', client_id: application.id, client_secret: application.secret };
  const request = (fields: Readonly<Record<string, string>> | string, headers?: Readonly<Record<string, string>>) =>
    requestToken(server.url, fields, headers);
  const refusal = async (...parts: Parameters<typeof request>) => {
    const { status, body } = await request(...parts);
    assert.equal(status, 400);
    assert.deepEqual(Object.keys(body), ['error', 'error_description']);
    return body;
  };
  return { ...server, application, form, request, refusal };
}

const basic = (id: string, secret: string) => ({ authorization: `Basic ${btoa(`${id}:${secret}`)}` });

test('an application gets a token that others can verify from the published keys', async () => {
  await using server = await open();
  const { status, headers, body } = await server.request({ ...server.form, scope: 'PM.User' });
  assert.equal(status, 200);
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
  assert.equal(headers.get('cache-control'), 'no-store, no-cache, max-age=0');
  assert.equal(headers.get('pragma'), 'no-cache');
  const { access_token, ...rest } = body;
  assert.deepEqual(rest, { expires_in: 3600, token_type: 'Bearer', scope: 'PM.User' });
  const keySet = createRemoteJWKSet(new URL(`${server.url}/.well-known/openid-configuration/jwks`));
  const { payload, protectedHeader } = await jwtVerify(String(access_token), keySet, {
    issuer,
    audience: 'UiPath.PlatformManagement',
    typ: 'at+jwt',
    algorithms: ['RS256'],
  });
  assert.equal(protectedHeader.typ, 'at+jwt');
  assert.equal(payload.client_id, server.application.id);
  assert.equal(payload.prt_id, server.organizationId);
  assert.deepEqual(payload.scope, ['PM.User']);
});

test('the token opens the API', async () => {
  await using server = await open();
  const { body } = await server.request({ ...server.form, scope: 'PM.User' });
  const actor = await server.service.authenticateBearer(`Bearer ${body.access_token}`);
  assert.equal(actor.id, server.application.id);
  assert.deepEqual(actor.scopes, ['PM.User']);
});

test('credentials may be in the header instead', async () => {
  await using server = await open();
  const { id, secret } = server.application;
  const { status } = await server.request({ grant_type: 'client_credentials' }, basic(id, secret));
  assert.equal(status, 200);
  const named = await server.request({ grant_type: 'client_credentials', client_id: id }, basic(id, secret));
  assert.equal(named.status, 200);
});

test('empty fields count as absent, and unknown fields are ignored', async () => {
  await using server = await open();
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

test('a scope that is absent, empty or blank means all application scopes', async () => {
  await using server = await open();
  for (const fields of [{}, { scope: '' }, { scope: '   ' }]) {
    const { body } = await server.request({ ...server.form, ...fields });
    assert.equal(body.scope, 'PM.Group.Read PM.User');
  }
});

test('scopes are granted as asked for, once each', async () => {
  await using server = await open();
  const { body } = await server.request({ ...server.form, scope: ' PM.User  PM.Group.Read PM.User ' });
  assert.equal(body.scope, 'PM.User PM.Group.Read');
});

test('a scope that the application was not granted is refused, in words', async () => {
  await using server = await open();
  const refused = async (scope: string) => await server.refusal({ ...server.form, scope });
  assert.deepEqual(await refused('PM.User PM.Audit'), {
    error: 'invalid_scope',
    error_description: 'The client is not allowed to access the scope PM.Audit',
  });
  assert.equal((await refused('pm.user')).error, 'invalid_scope', 'names are exact');
  assert.equal((await refused('openid')).error, 'invalid_scope');
  assert.equal((await refused('PM.User\tPM.Group.Read')).error, 'invalid_scope');
});

test('a scope for users only is refused, in the words clients know', async () => {
  await using server = await open();
  assert.deepEqual(await server.refusal({ ...server.form, scope: 'PM.User OR.Folders' }), {
    error: 'invalid_scope',
    error_description: 'The client is not allowed to access User scopes: OR.Folders',
  });
});

test('offline_access is refused, and not part of all scopes, even when it is registered', async () => {
  await using server = await open();
  const registered = [...scopes, { name: 'offline_access', type: 'both' }] as const;
  const other = await addApplication(server.store, server.organizationId, registered);
  const form = { grant_type: 'client_credentials', client_id: other.id, client_secret: other.secret };
  assert.equal((await server.refusal({ ...form, scope: 'PM.User offline_access' })).error, 'invalid_scope');
  assert.equal((await server.request(form)).body.scope, 'PM.Group.Read PM.User');
});

test('an application without application scopes gets no token', async () => {
  await using server = await open();
  const other = await addApplication(server.store, server.organizationId, [{ name: 'OR.Folders', type: 'user' }]);
  const form = { grant_type: 'client_credentials', client_id: other.id, client_secret: other.secret };
  assert.equal((await server.refusal(form)).error, 'invalid_scope');
});

test('an unknown client, a wrong secret and a missing one are answered alike', async () => {
  await using server = await open();
  const { client_secret, ...named } = server.form;
  const answers = [
    await server.request({ ...server.form, client_secret: 'wrong' }),
    await server.request({ ...server.form, client_id: 'unknown' }),
    await server.request(named),
    await server.request({ grant_type: 'client_credentials' }, basic(server.application.id, 'wrong')),
    await server.request({ grant_type: 'client_credentials' }, basic('unknown', client_secret)),
  ];
  for (const [number, { status, headers, body }] of answers.entries()) {
    // Who tried the scheme of HTTP is challenged with it (RFC 6749 section 5.2).
    const [expected, challenge] = number < 3 ? [400, null] : [401, 'Basic realm="clients", charset="UTF-8"'];
    assert.equal(status, expected);
    assert.equal(headers.get('www-authenticate'), challenge);
    assert.equal(headers.get('cache-control'), 'no-store, no-cache, max-age=0');
    assert.deepEqual(body, { error: 'invalid_client', error_description: 'client authentication failed' });
  }
});

test('an unknown client costs as many queries as a known one', async () => {
  await using server = await open();
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
  await using server = await open();
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

test('names of fields count in any letter case, and in two they are one that is given twice', async () => {
  await using server = await open();
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
  await using server = await open();
  const { status, body } = await server.request(server.form, { 'content-encoding': 'gzip' });
  assert.equal(status, 415);
  assert.equal(body.error, 'invalid_request');
});

test('another scheme in the header is ignored', async () => {
  await using server = await open();
  assert.equal((await server.request(server.form, { authorization: 'Bearer stale' })).status, 200);
});

test('credentials in two places are refused', async () => {
  await using server = await open();
  const { id, secret } = server.application;
  assert.equal((await server.refusal(server.form, basic(id, secret))).error, 'invalid_request');
  const other = { grant_type: 'client_credentials', client_id: 'other' };
  assert.equal((await server.refusal(other, basic(id, secret))).error, 'invalid_request');
});

test('every secret counts until it expires', async () => {
  await using server = await open();
  const { clock, application, store } = server;
  const second = { hash: hashSecret('second'), description: null, createdAt: 1, expiresAt: clock.at + 1000 };
  await store.applications.insertSecret(application, second);
  const form = { ...server.form, client_secret: 'second' };
  assert.equal((await server.request(server.form)).status, 200);
  assert.equal((await server.request(form)).status, 200);
  clock.at += 1000;
  assert.equal((await server.refusal(form)).error, 'invalid_client');
  assert.equal((await server.request(server.form)).status, 200);
});

test('an application that is switched off is unknown from then on', async () => {
  await using server = await open();
  assert.equal((await server.request(server.form)).status, 200);
  await server.db.updateTable('applications').set({ is_active: 0 }).execute();
  assert.equal((await server.refusal(server.form)).error, 'invalid_client');
});

test('scopes taken away are gone with the next token', async () => {
  await using server = await open();
  assert.equal((await server.request({ ...server.form, scope: 'PM.User' })).status, 200);
  await server.db.deleteFrom('application_scopes').where('name', '=', 'PM.User').execute();
  assert.equal((await server.refusal({ ...server.form, scope: 'PM.User' })).error, 'invalid_scope');
});

test('an application that keeps no secret may not use this grant', async () => {
  await using server = await open({ isConfidential: false });
  const { grant_type, client_id, client_secret } = server.form;
  assert.equal((await server.refusal({ grant_type, client_id })).error, 'unauthorized_client');
  assert.equal((await server.refusal({ grant_type, client_id, client_secret })).error, 'invalid_client');
});

test('grants that are not offered are unknown, to whom has authenticated', async () => {
  await using server = await open();
  for (const grant_type of ['implicit', 'CLIENT_CREDENTIALS', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'x']) {
    const { error } = await server.refusal({ ...server.form, grant_type });
    assert.equal(error, 'unsupported_grant_type', grant_type);
    const stranger = await server.refusal({ ...server.form, grant_type, client_secret: 'wrong' });
    assert.equal(stranger.error, 'invalid_client', grant_type);
  }
});

test('a missing grant_type is said', async () => {
  await using server = await open();
  const { grant_type, ...rest } = server.form;
  const missing = { error: 'invalid_request', error_description: 'grant_type is missing.' };
  assert.deepEqual(await server.refusal(rest), missing);
  assert.deepEqual(await server.refusal({ ...rest, grant_type: '' }), missing);
  assert.deepEqual(await server.refusal(''), missing);
  assert.equal(grant_type, 'client_credentials');
});

test('a field that is given twice is refused', async () => {
  await using server = await open();
  const text = new URLSearchParams(server.form).toString();
  for (const more of ['grant_type=client_credentials', 'client_id=x', 'client_secret=x', 'scope=a&scope=b']) {
    assert.equal((await server.refusal(`${text}&${more}`)).error, 'invalid_request', more);
  }
  assert.equal((await server.request(`${text}&scope=&scope=PM.User&custom=1&custom=2`)).status, 200);
});

test('an over-long field is refused', async () => {
  await using server = await open();
  for (const [name, length] of [
    ['client_id', 100],
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
  await using server = await open();
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
  await using server = await open();
  const types = [
    'application/x-www-form-urlencoded; charset=UTF-8',
    'Application/X-WWW-Form-Urlencoded;charset="iso-8859-1"',
  ];
  for (const type of types)
    assert.equal((await server.request(server.form, { 'content-type': type })).status, 200, type);
});

test('a body that is too large is refused', async () => {
  await using server = await open();
  const { error } = await server.refusal({ ...server.form, custom: 'x'.repeat(70_000) });
  assert.equal(error, 'invalid_request');
  assert.equal((await server.request({ ...server.form, custom: 'x'.repeat(60_000) })).status, 200);
});

test('a caller who reads only after having sent everything gets the answer too', async () => {
  await using server = await open();
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

test('a body that is no form says nothing', async () => {
  await using server = await open();
  for (const text of ['{}', '%%%', '=&=&', '\u0000\uffff', '%ff=%fe&grant_type']) {
    assert.equal((await server.refusal(text)).error, 'invalid_request', text);
  }
});

test('another method is answered with the one that is allowed', async () => {
  await using server = await open();
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const response = await fetch(`${server.url}/connect/token`, { method });
    assert.equal(response.status, 405, method);
    assert.equal(response.headers.get('allow'), 'POST');
    assert.equal(await response.text(), '');
  }
});

test('refusals are JSON whatever the caller would rather have', async () => {
  await using server = await open();
  const { headers } = await server.request({ ...server.form, client_secret: 'wrong' }, { accept: 'text/html' });
  assert.equal(headers.get('content-type'), 'application/json; charset=utf-8');
});

test('headers of proxies mean nothing here', async () => {
  await using server = await open();
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

test('a page may read the answer only from the origin of a redirect URI of the client', async () => {
  await using server = await open({
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

test('a private scheme opens the answer to no page', async () => {
  await using server = await open({ redirectUris: ['com.example.app:/callback'] });
  const { headers } = await server.request(server.form, { origin: 'null' });
  assert.equal(headers.get('access-control-allow-origin'), null);
});

test('a browser that asks first is told what it may send', async () => {
  await using server = await open();
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

test('a fault of the server is told without detail, and logged', async () => {
  await using server = await open();
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

test('a caller who hangs up in the middle is no fault', async () => {
  await using server = await open();
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
  await using server = await open();
  await server.request(server.form);
  await server.request({ ...server.form, client_secret: 'wrong' }, { origin: 'https://evil.test' });
  await server.request({ ...server.form, grant_type: 'x' });
  assert.deepEqual(
    printed.map(({ mock }) => mock.callCount()),
    [0, 0, 0, 0, 0],
  );
});
