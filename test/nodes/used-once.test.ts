import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, redirectUri } from '../support/code-flow.ts';
import { type Gatehouse, noBudgets } from '../support/gatehouse.ts';
import { type Answer, send } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { type Nodes, onPostgres, startNodes } from '../support/nodes.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { agree, nowhere, openPages, signInAs } from '../support/sign-in.ts';

// What is good once, sent to two servers on one database at the same moment.

describe('of two nodes that are shown the same thing at the same moment, one takes', onPostgres, () => {
  let nodes: Nodes;
  let pages: TokenService;
  beforeInOrder(async () => {
    nodes = await startNodes(noBudgets);
    nodes.front.use(nodes.a);
    pages = await openPages(nodes.at(nodes.a));
  });
  after(() => nodes?.stop());

  const rounds = 5;
  const tokenPath = '/identity/connect/token';

  /** Of several requests at each node, the answers that are no refusals. */
  async function granted(ask: (node: Gatehouse) => Promise<Answer>): Promise<readonly Answer[]> {
    const answers = await Promise.all([nodes.a, nodes.b, nodes.a, nodes.b].map(ask));
    return answers.filter(({ status }) => status < 300);
  }

  const taken = async (ask: (node: Gatehouse) => Promise<Answer>) => (await granted(ask)).length;

  /**
   * Whoever sends what is used ends what came from it, also what is being made of it at this moment: then even the first has
   * nothing.
   */
  async function nobodyKeeps(form: Readonly<Record<string, string>>) {
    const answers = await granted((node) => postForm(node, tokenPath, form));
    assert.ok(answers.length <= 1, String(answers.length));
    for (const { json } of answers) {
      for (const node of [nodes.a, nodes.b]) {
        const headers = { authorization: `Bearer ${json.access_token}` };
        assert.equal((await send(`${node.url}/identity/connect/userinfo`, { headers })).status, 401);
      }
    }
  }

  async function keyPair() {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const sign = (claims: object, header: object) =>
      new SignJWT({ jti: crypto.randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims })
        .setProtectedHeader({ alg: 'ES256', ...header })
        .sign(privateKey);
    return { jwk, sign };
  }

  it('a code without a challenge, and nobody keeps what came from it', async () => {
    const party = await createRelyingParty(nodes.at(nodes.a), pages);
    const account = await createAccount(nodes.a, null);
    for (let round = 0; round < rounds; round += 1) {
      const plain = { code_challenge: '', code_challenge_method: '' };
      const code = (await party.approve(account, plain)).searchParams.get('code') ?? '';
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri };
      await nobodyKeeps({ ...asClient(party.client), ...form });
    }
  });

  it('a code of a device, and nobody keeps what came from it', async () => {
    const party = await createRelyingParty(nodes.at(nodes.a), pages, { isConfidential: false, redirectUris: [] });
    const account = await createAccount(nodes.a, null);
    const browser = new Browser(nodes.a.url);
    await signInAs(pages, browser, nodes.a, account, { url: new URL('/identity/web/login', nodes.a.url) });
    const session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
    for (let round = 0; round < rounds; round += 1) {
      const wish = { ...asClient(party.client), scope: 'openid PM.User' };
      const { json } = await postForm(nodes.a, '/identity/connect/deviceauthorization', wish);
      assert.equal(await pages.devices.allow(json.user_code, session, nowhere), true);
      const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: json.device_code };
      await nobodyKeeps({ ...asClient(party.client), ...grant });
    }
  });

  it('a proof of a key', async () => {
    const party = await createRelyingParty(nodes.at(nodes.a), pages);
    const { jwk, sign } = await keyPair();
    const form = { grant_type: 'client_credentials', scope: 'OR.Folders', ...asClient(party.client) };
    for (let round = 0; round < rounds; round += 1) {
      const htu = nodes.front.url + tokenPath;
      const dpop = await sign({ htm: 'POST', htu }, { typ: 'dpop+jwt', jwk });
      const body = new URLSearchParams(form);
      const init = { method: 'POST', headers: { dpop }, body };
      assert.equal(await taken((node) => send(node.url + tokenPath, init)), 1);
    }
  });

  it('an assertion of an application', async () => {
    const { jwk, sign } = await keyPair();
    const party = await createRelyingParty(nodes.at(nodes.a), pages, { jwks: { keys: [{ ...jwk, kid: 'k1' }] } });
    const { id } = party.client;
    for (let round = 0; round < rounds; round += 1) {
      const exp = Math.floor(Date.now() / 1000) + 60;
      const claims = { iss: id, sub: id, aud: `${nodes.front.url}/identity`, exp };
      const form = {
        ...{ grant_type: 'client_credentials', scope: 'OR.Folders', client_id: id },
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await sign(claims, { kid: 'k1' }),
      };
      assert.equal(await taken((node) => postForm(node, tokenPath, form)), 1);
    }
  });

  it('a pushed request', async () => {
    const party = await createRelyingParty(nodes.at(nodes.a), pages, { isConfidential: false });
    const account = await createAccount(nodes.a, null);
    const wish = { response_type: 'code', redirect_uri: redirectUri, scope: 'openid PM.User', ...challenge };
    for (let round = 0; round < rounds; round += 1) {
      const { json } = await postForm(nodes.a, '/identity/connect/par', { ...asClient(party.client), ...wish });
      const query = new URLSearchParams({ client_id: party.client.id, request_uri: json.request_uri });
      // Two windows of a browser, one of them at each node.
      const codes = await Promise.all(
        [nodes.a, nodes.b].map(async (node) => {
          const browser = new Browser(node.url);
          const place = await browser.visit(`/identity/connect/authorize?${query}`);
          if (place.url.searchParams.has('errorCode')) return null;
          return (await agree(pages, browser, node, account, place)).url.searchParams.get('code');
        }),
      );
      assert.equal(codes.filter((code) => code !== null).length, 1);
    }
  });
});
