import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { agree, openPages } from '../support/sign-in.ts';

const insecure = { [oauth.allowInsecureRequests]: true };
type KeyLike = Awaited<ReturnType<typeof generateKeyPair>>['publicKey'];

let pages: TokenService;
let account: Account;
let party: RelyingParty;
let server: oauth.AuthorizationServer;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null, { isAdministrator: true });
  party = await createRelyingParty(running, pages, { isConfidential: false });
  const issuer = new URL(`${running.url}/identity`);
  server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
});

const authorization = {
  ...{ response_type: 'code', redirect_uri: redirectUri, scope: 'openid offline_access PM.User' },
  ...challenge,
};

/** The tokens of a person, through a pushed request, from a client that uses oauth4webapi. */
async function obtain(client: oauth.Client, authentication: oauth.ClientAuth, DPoP?: oauth.DPoPHandle) {
  const options = DPoP ? { ...insecure, DPoP } : insecure;
  const pushed = await oauth.processPushedAuthorizationResponse(
    server,
    client,
    await oauth.pushedAuthorizationRequest(server, client, authentication, authorization, options),
  );
  const { url } = await follow(client.client_id, pushed.request_uri);
  const callback = oauth.validateAuthResponse(server, client, url, oauth.expectNoState);
  const answer = await oauth.authorizationCodeGrantRequest(
    ...([server, client, authentication, callback, redirectUri, verifier, options] as const),
  );
  return await oauth.processAuthorizationCodeResponse(server, client, answer);
}

async function follow(client_id: string, request_uri: string) {
  const browser = new Browser(gatehouse.url);
  const query = new URLSearchParams({ client_id, request_uri });
  const place = await browser.visit(`/identity/connect/authorize?${query}`);
  return await agree(pages, browser, gatehouse, account, place);
}

describe('a pushed authorization request', () => {
  const push = async (changes: Record<string, string> = {}) =>
    await postForm(gatehouse, '/identity/connect/par', { ...asClient(party.client), ...authorization, ...changes });

  it('leads to a code, once', async () => {
    const { status, json } = await push();
    assert.equal(status, 201);
    const { url } = await follow(party.client.id, json.request_uri);
    assert.ok(url.searchParams.get('code'));
    const again = await follow(party.client.id, json.request_uri);
    assert.equal(again.url.searchParams.get('code'), null);
  });

  it('is checked like any other', async () => {
    const cases = [
      [{ redirect_uri: 'https://evil.test/' }, 'invalid_request'],
      [{ scope: 'openid PM.Audit' }, 'invalid_scope'],
      [{ code_challenge_method: 'plain' }, 'invalid_request'],
      [{ client_id: 'unknown' }, 'invalid_client'],
    ] as const;
    for (const [changes, error] of cases) {
      const { status, json } = await push(changes);
      assert.equal(status, 400, JSON.stringify(changes));
      assert.equal(json.error, error);
    }
  });

  it('belongs to the client that pushed it', async () => {
    const other = await createRelyingParty(gatehouse, pages, { isConfidential: false });
    const { json } = await push();
    const { url } = await follow(other.client.id, json.request_uri);
    assert.equal(url.searchParams.get('code'), null);
  });
});

describe('an application with keys of its own', () => {
  const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

  async function keyed() {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k1' }] };
    const application = await createRelyingParty(gatehouse, pages, { jwks });
    const { id } = application.client;
    const sign = async (changes: Record<string, unknown> = {}, key: KeyLike = privateKey, kid = 'k1') => {
      const seconds = Math.floor(Date.now() / 1000);
      const claims = {
        jti: crypto.randomUUID(),
        iss: id,
        sub: id,
        aud: `${gatehouse.url}/identity`,
        exp: seconds + 60,
      };
      return await new SignJWT({ ...claims, ...changes }).setProtectedHeader({ alg: 'ES256', kid }).sign(key);
    };
    return { application, id, privateKey, sign };
  }
  const post = async (path: string, fields: Record<string, string>, client_assertion: string) =>
    await postForm(gatehouse, `/identity/connect/${path}`, {
      ...{ ...fields, client_assertion, client_assertion_type: assertionType },
    });
  const grant = { grant_type: 'client_credentials' };

  it('gets tokens with signed assertions', async () => {
    const { id, privateKey } = await keyed();
    const tokens = await obtain({ client_id: id }, oauth.PrivateKeyJwt({ key: privateKey, kid: 'k1' }));
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, account.id);
  });

  it('proves itself in the same way wherever a client has to, each time anew', async () => {
    const { application, sign } = await keyed();
    const { access_token } = (await post('token', grant, await sign())).json;
    const cases = [
      ['token', grant, 200],
      ['introspect', { token: access_token }, 200],
      ['revocation', { token: access_token }, 200],
      ['par', authorization, 201],
      ['deviceauthorization', { scope: 'openid PM.User' }, 200],
    ] as const;
    for (const [path, fields, status] of cases) {
      const aud = [`${gatehouse.url}/identity/connect/${path}`, 'https://elsewhere.test'];
      const assertion = await sign({ aud });
      assert.equal((await post(path, fields, assertion)).status, status, path);
      for (const [again] of cases) {
        const { json } = await post(again, { ...grant, ...fields }, assertion);
        assert.equal(json.error, 'invalid_client', `${path}, then ${again} with the same`);
      }
      const secret = await postForm(gatehouse, `/identity/connect/${path}`, {
        ...asClient(application.client),
        ...fields,
      });
      assert.equal(secret.json.error, 'invalid_client', `${path} with a secret`);
    }
  });

  it('is refused with an assertion of another, for another, or out of time', async () => {
    const { id, sign } = await keyed();
    const { sign: signOfOther } = await keyed();
    const foreign = await generateKeyPair('ES256');
    const now = Math.floor(Date.now() / 1000);
    const assertions = [
      await sign({}, foreign.privateKey),
      await sign({}, undefined, 'k2'),
      await signOfOther({ iss: id, sub: id }),
      await sign({ aud: 'https://elsewhere.test' }),
      await sign({ aud: undefined }),
      await sign({ exp: now - 1 }),
      await sign({ exp: undefined }),
      await sign({ exp: now + 30 * 24 * 3600 }),
      await sign({ nbf: now + 600 }),
      await sign({ jti: undefined }),
      await sign({ iss: 'https://elsewhere.test' }),
      'x.y.z',
    ];
    for (const path of ['token', 'introspect', 'par']) {
      for (const [index, assertion] of assertions.entries()) {
        const { status, json } = await post(path, { ...grant, token: 'x' }, assertion);
        assert.equal(status, 400);
        assert.equal(json.error, 'invalid_client', `${path} ${index}`);
      }
    }
    const twice = await post('token', { ...grant, client_secret: 'x' }, await sign());
    assert.equal(twice.json.error, 'invalid_request');
  });

  it('of many who present the same at once, one is believed', async () => {
    const { sign } = await keyed();
    const assertion = await sign();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('token', grant, assertion)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });
});
