import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { postForm } from '../support/oauth.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { organization } = world;
let bearer = '';
const gatehouse = useGatehouse(
  async (server) => {
    bearer = await userToken(server, await createAccount(server, null, { isAdministrator: true }), inPerson);
  },
  { 'outgoing-private-addresses': '127.0.0.1' },
);
const call = (method: string, path: string, body?: unknown, as = bearer) =>
  apiOf(gatehouse, () => as)(method, `/api${path}`, body);
const path = `/ExternalClient/${organization.id}`;
const declaration = (changes: object = {}) => ({
  ...{
    partitionGlobalId: organization.id,
    name: 'Ledger',
    isConfidential: true,
    redirectUri: 'https://app.example/cb',
  },
  ...{ scopes: [{ name: 'PM.User.Read' }], ...changes },
});
const create = (changes: object = {}) => call('POST', '/ExternalClient', declaration(changes));

const newKey = async (kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } satisfies JWK };
};
/** Proves itself with the key; answers whether it was believed. */
async function prove(id: string, { privateKey, kid }: Awaited<ReturnType<typeof newKey>>): Promise<number> {
  const assertion = await new SignJWT({ jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', kid })
    .setIssuer(id)
    .setSubject(id)
    .setAudience(`${gatehouse.url}/identity`)
    .setExpirationTime('1m')
    .sign(privateKey);
  const answer = await postForm(gatehouse, '/identity/connect/token', {
    ...{ grant_type: 'client_credentials', client_assertion: assertion },
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  });
  return answer.status;
}

describe('what an application says of itself to be signed in to and out of', () => {
  const party = {
    postLogoutRedirectUris: ['https://app.example/out', 'com.example.app:/out', 'http://127.0.0.1/out'],
    backchannelLogoutUri: 'https://app.example/signed-out?from=gatehouse',
    backchannelLogoutSessionRequired: false,
  };
  const partyOf = ({ json }: { json: Record<string, unknown> }) =>
    Object.fromEntries(Object.entries(json).filter(([name]) => name in { ...party, jwks: 0, jwksUri: 0 }));

  it('is answered as it was given, and not at all where nothing was', async () => {
    const made = await create(party);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(partyOf(made), party);
    assert.deepEqual(partyOf(await call('GET', `${path}/${made.json.id}`)), party);
    assert.deepEqual(partyOf(await create()), {});
  });

  it('stays as long as a change says nothing of it, and goes with what is empty', async () => {
    const { json } = await create(party);
    const change = async (body: object) => partyOf(await call('PUT', `${path}/${json.id}`, body));
    assert.deepEqual(await change({ name: 'Other' }), party);
    const { postLogoutRedirectUris, ...rest } = party;
    assert.deepEqual(await change({ postLogoutRedirectUris: [] }), rest);
    assert.deepEqual(await change({ backchannelLogoutUri: '' }), {});
  });

  it('is refused, by name, when nobody could be sent there for certain', async () => {
    const { jwk } = await newKey('one');
    for (const [changes, member, problem] of [
      [{ redirectUri: 'com.example.app:/cb,foo:/cb' }, 'RedirectUri', /private scheme with a dot/],
      [{ redirectUri: 'javascript:alert(1)' }, 'RedirectUri', /private scheme with a dot/],
      [{ postLogoutRedirectUris: ['http://app.example/'] }, 'PostLogoutRedirectUris', /must be https/],
      [{ postLogoutRedirectUris: ['https://app.example/#x'] }, 'PostLogoutRedirectUris', /fragment/],
      [{ backchannelLogoutUri: 'http://app.example/' }, 'BackchannelLogoutUri', /must be https/],
      [{ backchannelLogoutUri: 'com.example.app:/out' }, 'BackchannelLogoutUri', /must be an https URL/],
      [{ backchannelLogoutUri: 'https://a:b@app.example/' }, 'BackchannelLogoutUri', /user name or a password/],
      [{ jwksUri: 'file:///etc/passwd' }, 'JwksUri', /must be an https URL/],
      [{ jwksUri: 'https://app.example/keys', jwks: { keys: [jwk] } }, 'JwksUri', /beside jwks/],
      [{ jwks: { keys: [{ ...jwk, d: 'x' }] } }, 'Jwks', /private key/],
      [{ jwks: { keys: Array(11).fill(jwk) } }, 'Jwks', /at most 10 keys/],
      [{ jwks: { keys: [jwk] }, isConfidential: false, scopes: [] }, 'Jwks', /only for confidential/],
    ] as const) {
      const { status, json } = await create(changes);
      assert.equal(status, 400, member);
      assert.match(json.errors[member]?.[0] ?? '', problem, JSON.stringify(changes));
    }
  });

  it('stands in the audit log with the names of keys', async () => {
    const { jwk } = await newKey('of 2026');
    const { json } = await create({ ...party, jwks: { keys: [jwk] } });
    const { results } = (await call('GET', `/AuditQuery/${organization.id}?top=5`)).json;
    const entry = results.find(({ auditLogDetails }: { auditLogDetails: string }) => auditLogDetails.includes(json.id));
    assert.match(entry?.auditLogDetails ?? JSON.stringify(results), /of 2026/);
  });
});

describe('an application with keys', () => {
  it('gets no secret, and proves itself with what it signs', async () => {
    const key = await newKey('one');
    const { json } = await create({ jwks: { keys: [key.jwk] } });
    assert.equal(json.secret, null);
    assert.deepEqual(json.jwks, { keys: [key.jwk] });
    assert.equal(await prove(json.id, key), 200);
    assert.equal(await prove(json.id, await newKey('one')), 400);
    const more = await call('POST', '/ExternalClient/GenerateSecret', { clientId: json.id });
    assert.equal(more.status, 400, 'a secret would be worth nothing');
  });

  it('may keep them at an address of its own, and change them there', async () => {
    let keys = [await newKey('one')];
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end(JSON.stringify({ keys: [{ kty: 'oct', k: 'x' }, ...keys.map(({ jwk }) => jwk)] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
      const { json } = await create({ jwksUri });
      assert.deepEqual([json.secret, json.jwksUri], [null, jwksUri]);
      const first = keys[0] ?? assert.fail();
      assert.equal(await prove(json.id, first), 200);
      assert.equal(await prove(json.id, first), 200);
      assert.equal(asked, 1, 'what was fetched is used again');
      for (let count = 0; count < 5; count += 1) assert.equal(await prove(json.id, await newKey('strange')), 400);
      assert.ok(asked <= 2, 'strangers do not have it asked again and again');
      keys = [await newKey('two')];
      const { json: other } = await create({ jwksUri: `${jwksUri}/two` });
      assert.equal(await prove(other.id, keys[0] ?? assert.fail()), 200);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('is given others only by who could give it all that it has', async () => {
    const { json } = await create({ scopes: [{ name: 'PM.Group' }] });
    const { jwk } = await newKey('one');
    const weak = await token(gatehouse, 'PM.OAuthApp');
    for (const keys of [{ jwks: { keys: [jwk] } }, { jwksUri: 'https://app.example/keys' }]) {
      const { status } = await call('PUT', `${path}/${json.id}`, keys, weak);
      assert.equal(status, 403);
    }
    assert.equal((await call('PUT', `${path}/${json.id}`, { jwks: { keys: [jwk] } })).status, 200);
    const without = await call('PUT', `${path}/${json.id}`, { jwks: { keys: [] } }, weak);
    assert.equal(without.status, 403, 'the secret that it had before would be good again');
    const harmless = { postLogoutRedirectUris: ['https://app.example/out'] };
    assert.equal((await call('PUT', `${path}/${json.id}`, harmless, weak)).status, 200);
  });
});

describe('an API that wants another type of token', () => {
  const resource = (name: string, changes: object = {}) => ({
    ...{ partitionGlobalId: organization.id, name, scopes: [{ name: `${name}.Read` }] },
    ...changes,
  });
  const of = ({ json }: { json: Record<string, unknown> }) => json.accessTokenType;

  it('says so when it is registered, and keeps it until it says otherwise', async () => {
    const api = '/ExternalApiResource';
    assert.equal(of(await call('POST', api, resource('Spring', { accessTokenType: 'JWT' }))), 'JWT');
    const { name, ...rest } = resource('Spring');
    assert.equal(of(await call('PUT', `${api}/${name}`, rest)), 'JWT');
    const listed = (await call('GET', api)).json as { name: string; accessTokenType?: string }[];
    assert.deepEqual(
      listed.filter((one) => one.accessTokenType !== undefined).map((one) => one.name),
      ['Spring'],
    );
    await call('PUT', `${api}/${name}`, { ...rest, accessTokenType: 'at+jwt' });
    const again = (await call('GET', api)).json as { name: string; accessTokenType?: string }[];
    assert.equal(again.find((one) => one.name === 'Spring')?.accessTokenType, undefined);
  });

  it('is refused with a type that there is not, or under the client id of an application', async () => {
    const odd = await call('POST', '/ExternalApiResource', resource('Odd', { accessTokenType: 'jwt' }));
    assert.match(odd.json.errors.AccessTokenType[0], /at\+jwt, JWT/);
    const { json } = await create();
    const taken = await call('POST', '/ExternalApiResource', resource(json.id));
    assert.equal(taken.status, 409);
  });
});
