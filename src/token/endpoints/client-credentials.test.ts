import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { hashSecret } from '../../directory/application.ts';
import { addApplication, issuer } from '../token.fixture.ts';
import { openTokenEndpoint, scopes } from './token-endpoint.fixture.ts';

test('an application gets a token that others can verify from the published keys', async () => {
  await using server = await openTokenEndpoint();
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
    algorithms: ['ES256'],
  });
  assert.equal(protectedHeader.typ, 'at+jwt');
  assert.equal(payload.client_id, server.application.id);
  assert.equal(payload.prt_id, server.organizationId);
  assert.deepEqual(payload.scope, ['PM.User']);
});

test('the token authenticates the application to the API', async () => {
  await using server = await openTokenEndpoint();
  const { body } = await server.request({ ...server.form, scope: 'PM.User' });
  const actor = await server.service.authenticateBearer(`Bearer ${body.access_token}`);
  assert.equal(actor.id, server.application.id);
  assert.deepEqual(actor.scopes, ['PM.User']);
});

test('a scope that is absent, empty or blank means all application scopes', async () => {
  await using server = await openTokenEndpoint();
  for (const fields of [{}, { scope: '' }, { scope: '   ' }]) {
    const { body } = await server.request({ ...server.form, ...fields });
    assert.equal(body.scope, 'PM.Group.Read PM.User');
  }
});

test('scopes are granted as requested, without duplicates', async () => {
  await using server = await openTokenEndpoint();
  const { body } = await server.request({ ...server.form, scope: ' PM.User  PM.Group.Read PM.User ' });
  assert.equal(body.scope, 'PM.User PM.Group.Read');
});

test('a scope that the application was not granted is refused, in words', async () => {
  await using server = await openTokenEndpoint();
  const refused = async (scope: string) => await server.refusal({ ...server.form, scope });
  assert.deepEqual(await refused('PM.User PM.Audit'), {
    error: 'invalid_scope',
    error_description: 'The client is not allowed to access the scope PM.Audit',
  });
  assert.equal((await refused('pm.user')).error, 'invalid_scope', 'names are exact');
  assert.equal((await refused('openid')).error, 'invalid_scope');
  assert.equal((await refused('PM.User\tPM.Group.Read')).error, 'invalid_scope');
});

test('a scope for users only is refused, with the text that clients know', async () => {
  await using server = await openTokenEndpoint();
  assert.deepEqual(await server.refusal({ ...server.form, scope: 'PM.User OR.Folders' }), {
    error: 'invalid_scope',
    error_description: 'The client is not allowed to access User scopes: OR.Folders',
  });
});

test('offline_access is refused, and not part of all scopes, even when it is registered', async () => {
  await using server = await openTokenEndpoint();
  const registered = [...scopes, { name: 'offline_access', type: 'both' }] as const;
  const other = await addApplication(server.store, server.organizationId, registered);
  const form = { grant_type: 'client_credentials', client_id: other.id, client_secret: other.secret };
  assert.equal((await server.refusal({ ...form, scope: 'PM.User offline_access' })).error, 'invalid_scope');
  assert.equal((await server.request(form)).body.scope, 'PM.Group.Read PM.User');
});

test('an application without application scopes gets no token', async () => {
  await using server = await openTokenEndpoint();
  const other = await addApplication(server.store, server.organizationId, [{ name: 'OR.Folders', type: 'user' }]);
  const form = { grant_type: 'client_credentials', client_id: other.id, client_secret: other.secret };
  assert.equal((await server.refusal(form)).error, 'invalid_scope');
});

test('every secret counts until it expires', async () => {
  await using server = await openTokenEndpoint();
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
  await using server = await openTokenEndpoint();
  assert.equal((await server.request(server.form)).status, 200);
  await server.db.updateTable('applications').set({ is_active: 0 }).execute();
  assert.equal((await server.refusal(server.form)).error, 'invalid_client');
});

test('a scope that was taken away is missing from the next token', async () => {
  await using server = await openTokenEndpoint();
  assert.equal((await server.request({ ...server.form, scope: 'PM.User' })).status, 200);
  await server.db.deleteFrom('application_scopes').where('name', '=', 'PM.User').execute();
  assert.equal((await server.refusal({ ...server.form, scope: 'PM.User' })).error, 'invalid_scope');
});

test('a public application may not use this grant', async () => {
  await using server = await openTokenEndpoint({ isConfidential: false });
  const { grant_type, client_id, client_secret } = server.form;
  assert.equal((await server.refusal({ grant_type, client_id })).error, 'unauthorized_client');
  assert.equal((await server.refusal({ grant_type, client_id, client_secret })).error, 'invalid_client');
});
