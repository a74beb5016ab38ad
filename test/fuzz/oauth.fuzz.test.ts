// Throws what no client means to send at every endpoint of the token service, also from clients that prove themselves in
// the right way. Never a fault of the server, and always an answer that a client can read. How to throw more: see check.ts.

import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { cookieScopeOf } from '../../src/cookie.ts';
import { cookieNames } from '../../src/token/browser/cookies.ts';
import { createAccount } from '../support/accounts.ts';
import { redirectUri } from '../support/code-flow.ts';
import { type Answered, exchange } from '../support/exchange.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { asClient, createApplication, createPersonalToken, createRefreshToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { check } from './check.ts';
import { assertions, fieldsAround, fieldsOf, proofs, publicJwk } from './oauth-forms.ts';
import { ids } from './targets.ts';
import { assertReady, rememberPasswords } from './unharmed.ts';
import { askTillClosed } from './wire.ts';

type Fields = Readonly<Record<string, string>>;
type Known = Readonly<Record<string, readonly string[]>>;

const jwt = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"x"}')}.`;
const tokens = [jwt, 'rt_1', 'x'.repeat(43)];
const scopes = ['openid', 'openid profile email offline_access PM.User', 'PM.User', 'PM.Audit', 'openid openid', '\0'];
const authorization = {
  response_type: ['code', 'token', 'code id_token', 'none'],
  redirect_uri: [redirectUri, 'https://evil.test/', 'javascript:alert(1)', 'x'],
  scope: scopes,
  state: ['s'],
  nonce: ['n'],
  prompt: ['none', 'login', 'none login', 'select_account', 'consent'],
  display: ['page', 'popup', 'x'],
  max_age: ['0', '1', '-1', '1e9', '99999999999999999999'],
  response_mode: ['query', 'fragment', 'form_post', 'web_message', 'jwt', 'x'],
  code_challenge: ['E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', 'x'],
  code_challenge_method: ['S256', 'plain'],
  acr_values: ['tenantName:Hogwarts', 'tenant:x', 'tenantName:', '1 2'],
  id_token_hint: tokens,
  login_hint: ['harry'],
  ui_locales: ['de en', '-'],
  claims: ['{}', '{"userinfo":null}', '['],
  resource: ['https://api.test/', 'x'],
  request: tokens,
  request_uri: ['urn:ietf:params:oauth:request_uri:x', 'https://evil.test/', 'file:///etc/passwd'],
  dpop_jkt: ['x'.repeat(43), 'x'],
};
const request = {
  ...{ response_type: 'code', redirect_uri: redirectUri, scope: 'openid offline_access PM.User' },
  ...{ code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' },
};
const about = { token: tokens, token_type_hint: ['access_token', 'refresh_token', 'x'] };
const grants = {
  grant_type: [
    ...['client_credentials', 'authorization_code', 'refresh_token', 'password', '__proto__'],
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  ...{ scope: scopes, code: tokens, redirect_uri: [redirectUri], code_verifier: ['x'.repeat(43)], resource: ['x'] },
  ...{ refresh_token: tokens, device_code: tokens, username: ['harry.potter'], password: ['wrong'] },
};

/** The fields of each endpoint, and forms with which nothing is wrong. */
const programs: Readonly<Record<string, { readonly known: Known; readonly right: () => Record<string, string>[] }>> = {
  token: {
    known: grants,
    right: () => [
      { grant_type: 'client_credentials' },
      { grant_type: 'client_credentials', scope: 'PM.User' },
      ...tokens.flatMap((text) => [
        { grant_type: 'refresh_token', refresh_token: text },
        { grant_type: 'authorization_code', code: text, redirect_uri: redirectUri },
      ]),
    ],
  },
  introspect: { known: about, right: () => tokens.map((text) => ({ token: text })) },
  revocation: { known: about, right: () => tokens.map((text) => ({ token: text })) },
  par: { known: authorization, right: () => [request] },
  deviceauthorization: { known: authorization, right: () => [{ scope: request.scope }] },
};

const clients: Fields[] = [{}, asClient(world.application), { client_id: 'nobody', client_secret: 'x' }];
let keyed = '';
const gatehouse = useGatehouse(async (running) => {
  const registration = { redirectUris: [redirectUri], scopes: [{ name: 'PM.User', type: 'both' }] } as const;
  for (const isConfidential of [false, true]) {
    clients.push(asClient(await createApplication(running, { ...registration, isConfidential })));
  }
  keyed = (await createApplication(running, { ...registration, jwks: { keys: [{ ...publicJwk, kid: 'k1' }] } })).id;
  const account = await createAccount(running, null);
  const issued = await createRefreshToken(running, account, clients.at(-1)?.client_id ?? '');
  const personal = await createPersonalToken(running, account, ['openid']);
  tokens.push(await token(running), await userToken(running, account, ['openid']), issued.value, personal.value);
}, noBudgets);

const endpoint = (name: string): string => `${gatehouse.url}/identity/connect/${name}`;

/** How a client says who it is: in the right way, or nearly. */
const identities = (): fc.Arbitrary<Fields> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...clients) },
    assertions(keyed, `${gatehouse.url}/identity`).map((client_assertion) => ({
      ...{ client_assertion, client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer' },
    })),
    fieldsOf({ client_id: [keyed, ''], client_assertion: tokens, client_assertion_type: ['x'], client_secret: ['x'] }),
  );

/** Headers that prove something, nearly. What cannot be sent in a header is left out. */
const headers = (name: string): fc.Arbitrary<Fields> =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 2, arbitrary: proofs('POST', endpoint(name)).map((dpop) => ({ dpop })) },
    fc.constantFrom(...tokens.map((text) => ({ authorization: `Bearer ${text}` }))),
    fc.constantFrom('x', 'é', ':', `${keyed}:`, '%:%').map((text) => ({ authorization: `Basic ${btoa(text)}` })),
    fc.constantFrom(...tokens, '').map((text) => ({ authorization: `DPoP ${text}`, dpop: text })),
  );

/** An answer without a fault: a token or another thing that was asked for, or a refusal that can be read. */
async function assertSane(answer: Answered): Promise<void> {
  const text = await answer.text();
  assert.ok(answer.status < 500, `${answer.status} ${text}`);
  if (answer.status < 400 || text === '') return;
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/, text);
  assert.match(JSON.parse(text).error, /^[a-z_]+$/);
}

async function assertNoFault(): Promise<void> {
  assert.deepEqual(
    gatehouse.logLines.filter(({ level }) => level === 'error'),
    [],
  );
  await assertReady(gatehouse);
}

describe('the endpoints of the token service under requests that nobody means to send', () => {
  after(assertNoFault);

  // First of all, because the tokens are revoked later on.
  it('userinfo tells who it is or why not', async () => {
    await check(
      fc.tuple(fieldsOf({ access_token: tokens }), headers('userinfo')),
      async ([fields, proof]) => {
        const body = new URLSearchParams(fields);
        await assertSane(await exchange(endpoint('userinfo'), { method: 'POST', body, headers: proof }));
        await assertSane(await exchange(`${endpoint('userinfo')}?${body}`, { headers: proof }));
      },
      { share: 0.3 },
    );
    await assertNoFault();
  });

  for (const [name, { known, right }] of Object.entries(programs)) {
    it(`${name} gives what was asked for or says why not`, async () => {
      const assertUnharmed = await rememberPasswords(gatehouse);
      await check(
        fc.tuple(
          fc.oneof({ weight: 4, arbitrary: fieldsAround(right(), known) }, fieldsOf(known)),
          identities(),
          headers(name),
        ),
        async ([fields, client, proof]) => {
          const body = new URLSearchParams({ ...fields, ...client });
          await assertSane(await exchange(endpoint(name), { method: 'POST', body, headers: proof }));
        },
        { share: 0.5 },
      );
      await assertUnharmed();
      await assertNoFault();
    });
  }

  const browsers = {
    authorize: authorization,
    endsession: {
      ...{ id_token_hint: tokens, post_logout_redirect_uri: [redirectUri, 'https://evil.test/', 'x'] },
      ...{ client_id: [world.application.id], state: ['s'], logout_hint: ['x'], ui_locales: ['de'] },
    },
  };
  for (const [name, known] of Object.entries(browsers)) {
    it(`${name} sends the browser to the application or to a page, and nowhere else`, async () => {
      const own = [new URL(gatehouse.url).origin, new URL(redirectUri).origin];
      await check(
        fc.tuple(fc.oneof(fieldsAround([request], known), fieldsOf(known)), fc.constantFrom(...clients), fc.boolean()),
        async ([fields, { client_id }, isPost]) => {
          const body = new URLSearchParams({ ...(client_id === undefined ? {} : { client_id }), ...fields });
          const url = isPost ? endpoint(name) : `${endpoint(name)}?${body}`;
          const answer = await exchange(url, isPost ? { method: 'POST', body } : {});
          assert.ok(answer.status < 500, String(answer.status));
          const location = answer.headers.get('location');
          if (location !== null) assert.ok(own.includes(new URL(location).origin), location);
          const [, action] = /<form[^>]* action="([^"]*)"/.exec(await answer.text()) ?? [];
          if (action !== undefined) assert.equal(action, redirectUri);
        },
        { share: 0.5 },
      );
      await assertNoFault();
    });
  }

  it('authorize goes on with no request that did not begin in this browser', async () => {
    const { interaction, session } = cookieNames(cookieScopeOf(gatehouse.url));
    const cookies = fc.record({
      name: fc.constantFrom(interaction, session, 'resume', 'x'),
      value: fc.oneof(fc.constantFrom(...tokens), fc.stringMatching(/^[\w%"=.-]{0,60}$/)),
    });
    await check(
      fc.tuple(ids, fc.array(cookies, { maxLength: 4 })),
      async ([id, given]) => {
        const cookie = given.map(({ name, value }) => `${name}=${value}`).join('; ');
        const target = `/identity/connect/authorize/${id}?ticket=${id}`;
        for (const { status, headers } of await askTillClosed(gatehouse.url, {
          target,
          headers: [['Cookie', cookie]],
        })) {
          assert.ok(status < 500, String(status));
          const location = headers.get('location') ?? gatehouse.url;
          assert.match(new URL(location).pathname, /^\/(identity\/web\/)?$/);
        }
      },
      { share: 0.5 },
    );
    await assertNoFault();
  });
});
