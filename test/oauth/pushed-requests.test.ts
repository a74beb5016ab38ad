import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { createRelyingParty } from '../support/code-flow.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { authorization, useSenders } from './sender-constrained.fixture.ts';

type KeyLike = Awaited<ReturnType<typeof generateKeyPair>>['publicKey'];

const { gatehouse, pages, account, party, obtain, follow } = useSenders();

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

  it('is named in the log by its assertion alone, whether it is believed or not', async () => {
    const { id, sign } = await keyed();
    for (const path of ['token', 'introspect', 'revocation', 'par', 'deviceauthorization']) {
      for (const changes of [{}, { aud: 'https://elsewhere.test' }]) {
        const { length } = gatehouse.logLines;
        await post(path, { ...grant, token: 'x', scope: 'openid' }, await sign(changes));
        const found = () => gatehouse.logLines.slice(length).find((line) => String(line.path).endsWith(path));
        await until(() => found() !== undefined);
        assert.equal(found()?.client, id, `${path} ${JSON.stringify(changes)}`);
      }
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
