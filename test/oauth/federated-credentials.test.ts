import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { apiOf } from '../support/api.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { asClient, createApplication, postForm } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

// A real issuer on this machine, whose tokens an application shows instead of a secret (RFC 7523).

type Key = Awaited<ReturnType<typeof newKey>>;
type Client = Awaited<ReturnType<typeof createApplication>>;

async function newKey(alg: string, kid: string) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
}

/** What the issuer publishes, by path, and for what it was asked. */
let published: Record<string, { readonly status: number; readonly body?: string; readonly location?: string }> = {};
const asked: string[] = [];
const server: Server = createServer(({ url = '' }, response) => {
  asked.push(url);
  const { status = 404, body = '', location } = published[url] ?? {};
  response.writeHead(status, location === undefined ? {} : { location }).end(body);
});
let issuer = '';
let keys: readonly Key[] = [];

const audience = 'https://id.example.test';
const subject = 'repo:acme/ledger:ref:refs/heads/main';
let number = 0;

const gatehouse = useGatehouse(async () => {}, { 'outgoing-private-addresses': '127.0.0.1' });
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  keys = await Promise.all(['RS256', 'PS256', 'ES256', 'EdDSA'].map((alg) => newKey(alg, `key-${alg}`)));
});
after(() => server.close());
/** Each test has an issuer of its own: what was published before is remembered. */
beforeEach(() => {
  number += 1;
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/issuer-${number}`;
  const at = (path: string) => `/issuer-${number}${path}`;
  published = {
    [at('/.well-known/openid-configuration')]: {
      status: 200,
      body: JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }),
    },
    [at('/keys')]: { status: 200, body: JSON.stringify({ keys: keys.map(({ jwk }) => jwk) }) },
  };
  asked.length = 0;
});

const publish = (path: string, document: (typeof published)[string]) => {
  published[`/issuer-${number}${path}`] = document;
};

async function trusting(running: Gatehouse = gatehouse, changes: object = {}): Promise<Client> {
  const client = await createApplication(running, { scopes: [{ name: 'PM.User.Read', type: 'application' }] });
  const bearer = await token(running, 'PM.OAuthApp PM.User');
  const path = `/api/ExternalClient/${world.organization.id}/${client.id}/FederatedCredentials`;
  const body = { name: 'release pipeline', issuer, audience, subject, ...changes };
  const made = await apiOf(running, () => bearer)('POST', path, body);
  assert.equal(made.status, 201, made.text);
  return client;
}

interface Claims {
  readonly [name: string]: unknown;
}

const seconds = () => Math.floor(Date.now() / 1000);
const keyOf = (alg: string): Key => keys.find((key) => key.alg === alg) ?? assert.fail(alg);
const sign = (claims: Claims = {}, key = keyOf('RS256')): Promise<string> =>
  new SignJWT({ iss: issuer, sub: subject, aud: audience, exp: seconds() + 300, iat: seconds(), ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .sign(key.privateKey);

const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const show = ({ id }: Client, assertion: string, running: Gatehouse = gatehouse, more: object = {}) =>
  postForm(running, '/identity_/connect/token', {
    ...{ grant_type: 'client_credentials', client_id: id, scope: 'PM.User.Read' },
    ...{ client_assertion: assertion, client_assertion_type: clientAssertionType },
    ...more,
  });

describe('a token of an issuer whom an application trusts', () => {
  for (const alg of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
    it(`proves the application, signed with ${alg}`, async () => {
      const client = await trusting();
      const { status, json } = await show(client, await sign({}, keyOf(alg)));
      assert.equal(status, 200, JSON.stringify(json));
      const { sub, client_id, scope } = decodeJwt(json.access_token);
      assert.deepEqual([sub, client_id, scope], [client.id, client.id, ['PM.User.Read']]);
    });
  }

  it('may be shown again, name several audiences, and come from a clock that is a little ahead', async () => {
    const client = await trusting();
    const assertion = await sign({
      aud: ['https://other.example', audience],
      iat: seconds() + 50,
      nbf: seconds() + 50,
    });
    for (const _ of ['once', 'twice']) assert.equal((await show(client, assertion)).status, 200);
    assert.equal(asked.length, 2, 'metadata and keys, once each');
  });

  it('proves it beside its secret, but not together with it', async () => {
    const client = await trusting();
    assert.equal(
      (await postForm(gatehouse, '/identity/connect/token', { ...asClient(client), grant_type: 'client_credentials' }))
        .status,
      200,
    );
    const both = await show(client, await sign(), gatehouse, { client_secret: client.secret });
    assert.deepEqual([both.status, both.json.error], [400, 'invalid_request']);
  });

  it('proves it where it asks about tokens as well', async () => {
    const client = await trusting();
    const { json } = await show(client, await sign());
    const asking = { client_id: client.id, client_assertion: await sign(), client_assertion_type: clientAssertionType };
    const told = await postForm(gatehouse, '/identity/connect/introspect', { ...asking, token: json.access_token });
    assert.equal(told.json.active, true);
  });
});

describe('what does not prove an application', () => {
  const refused = async (client: Client, assertion: string, running: Gatehouse = gatehouse): Promise<string> => {
    const { length } = running.logLines;
    const { status, json } = await show(client, assertion, running);
    assert.deepEqual(
      [status, json],
      [400, { error: 'invalid_client', error_description: 'client authentication failed' }],
    );
    const found = () => running.logLines.slice(length).find(({ oauthError }) => oauthError === 'invalid_client');
    await until(() => found() !== undefined);
    const reason = String(found()?.reason);
    assert.ok(!reason.includes(assertion.slice(-40)));
    return reason;
  };

  const wrong: readonly (readonly [what: string, claims: () => Claims, reason: RegExp])[] = [
    ['another issuer', () => ({ iss: `${issuer}/` }), /No federated credential has iss/],
    ['another subject', () => ({ sub: `${subject}x` }), /No federated credential has .*sub/],
    ['a subject in other letters', () => ({ sub: subject.toUpperCase() }), /No federated credential/],
    ['another audience', () => ({ aud: `${audience}/` }), /No federated credential/],
    ['no audience', () => ({ aud: undefined }), /No federated credential/],
    ['no subject', () => ({ sub: undefined }), /No federated credential/],
    ['a time that is over', () => ({ exp: seconds() }), /is over/],
    ['no end', () => ({ exp: undefined }), /is over/],
    ['an end that is no number', () => ({ exp: '9999999999' }), /is over/],
    ['a time to come', () => ({ nbf: seconds() + 90 }), /not hold yet/],
    ['a birth to come', () => ({ iat: seconds() + 90 }), /not hold yet/],
  ];
  for (const [what, claims, reason] of wrong) {
    it(`is a token with ${what}: the log says why, the answer does not, and nobody is asked`, async () => {
      const client = await trusting();
      assert.match(await refused(client, await sign(claims())), reason);
      assert.deepEqual(asked, []);
    });
  }

  it('is a token that somebody else has signed, under a name of theirs or of the issuer', async () => {
    const client = await trusting();
    for (const kid of ['key-RS256', 'key-of-nobody']) {
      const forged = { ...(await newKey('RS256', kid)), kid };
      assert.match(await refused(client, await sign({}, forged)), /No key of .* has signed/);
    }
    const [header = '', payload = ''] = (await sign()).split('.');
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const text of [
      `${unsigned}.${payload}.`,
      `${unsigned}.${payload}.AA`,
      `${header}.${payload}.AA`,
      'x.y.z',
      'x',
    ]) {
      await refused(client, text);
    }
  });

  it('is any token where another application trusts the issuer, or none any more', async () => {
    await trusting();
    const other = await createApplication(gatehouse, { scopes: [{ name: 'PM.User.Read', type: 'application' }] });
    assert.match(await refused(other, await sign()), /No federated credential/);
    const elsewhere = { id: crypto.randomUUID(), secret: null };
    await refused(elsewhere, await sign());
    const client = await trusting();
    assert.equal((await show(client, await sign())).status, 200);
    await gatehouse.db.deleteFrom('federated_credentials').execute();
    await refused(client, await sign());
  });

  it('is a token whose keys do not come from where they should', async () => {
    const metadata = '/.well-known/openid-configuration';
    const said = (document: object) => ({ status: 200, body: JSON.stringify(document) });
    for (const [path, document] of [
      [metadata, said({ issuer: `${issuer}/other`, jwks_uri: `${issuer}/keys` })],
      [metadata, said({ issuer, jwks_uri: 'http://ci.example.test/keys' })],
      [metadata, said({ issuer })],
      [metadata, { status: 200, body: 'no json' }],
      [metadata, { status: 302, location: `${issuer}/elsewhere` }],
      ['/keys', { status: 302, location: `${issuer}/elsewhere` }],
      ['/keys', { status: 200, body: JSON.stringify({ keys: [], more: 'x'.repeat(70_000) }) }],
      ['/keys', { status: 500 }],
    ] as const) {
      number += 1;
      const before_ = issuer;
      issuer = issuer.replace(/\d+$/, String(number));
      const anew = JSON.stringify(document).replaceAll(before_, issuer);
      publish(metadata, said({ issuer, jwks_uri: `${issuer}/keys` }));
      publish('/keys', said({ keys: keys.map(({ jwk }) => jwk) }));
      publish('/elsewhere', said({ issuer, jwks_uri: `${issuer}/keys`, keys: keys.map(({ jwk }) => jwk) }));
      publish(path, JSON.parse(anew));
      const client = await trusting();
      assert.match(await refused(client, await sign()), /keys of .* were not found/, anew);
      assert.ok(!asked.some((url) => url.endsWith('/elsewhere')));
    }
  });

  it('makes this server ask the issuer no more than once in a while, whatever keys are named', async () => {
    const client = await trusting();
    assert.equal((await show(client, await sign())).status, 200);
    assert.equal(asked.length, 2);
    for (const kid of ['a', 'b', 'c']) await refused(client, await sign({}, { ...keyOf('RS256'), kid }));
    assert.equal(asked.length, 2, 'the keys are younger than the pause');
  });

  const closed = useGatehouse();
  it('is a token of an issuer in the own network, which is not asked unless the operator names it', async () => {
    const client = await trusting(closed);
    assert.match(await refused(client, await sign(), closed), /keys of .* were not found/);
    assert.deepEqual(asked, []);
    const line = closed.logLines.find(({ message }) => message === 'keys not fetched');
    assert.match(String(line?.reason), /not public, and outgoing-private-addresses does not name it/);
  });
});
