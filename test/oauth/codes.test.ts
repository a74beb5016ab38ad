import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import {
  challenge,
  createRelyingParty,
  type RelyingParty,
  redirectUri,
  userScopes,
  verifier,
} from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { timePasses } from '../support/grants.ts';
import { send } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let publicParty: RelyingParty;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  publicParty = await createRelyingParty(running, pages, { isConfidential: false });
  party = await createRelyingParty(running, pages);
});

const withoutChallenge = { code_challenge: '', code_challenge_method: '' };
const codeForm = (code: string | null, changes = {}) => ({
  ...{ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirectUri, code_verifier: verifier },
  ...changes,
});

describe('PKCE', () => {
  it('is required of an application without a secret, and optional for one with a secret', async () => {
    const { url } = await publicParty.authorize(withoutChallenge);
    assert.equal(url.searchParams.get('error'), 'invalid_request');
    const code = (await party.approve(account, withoutChallenge)).searchParams.get('code');
    assert.equal((await party.exchange(codeForm(code, { code_verifier: '' }))).status, 200);
  });

  it('is S256: the plain method is refused, named or by default', async () => {
    for (const method of ['plain', '']) {
      const { url } = await party.authorize({ code_challenge: verifier, code_challenge_method: method });
      assert.equal(url.searchParams.get('error'), 'invalid_request', method);
    }
  });

  it('cannot be downgraded at the token endpoint', async () => {
    for (const code_verifier of ['', challenge.code_challenge, 'x'.repeat(43)]) {
      const code = (await party.approve(account)).searchParams.get('code');
      const { status, json } = await party.exchange(codeForm(code, { code_verifier }));
      assert.equal(status, 400);
      assert.equal(json.error, 'invalid_grant', code_verifier);
    }
    const code = (await party.approve(account, withoutChallenge)).searchParams.get('code');
    assert.equal((await party.exchange(codeForm(code))).json.error, 'invalid_grant', 'a verifier without a challenge');
  });
});

describe('a code', () => {
  it('is good once, and a second use ends what came from the first', async () => {
    const scope = 'openid offline_access PM.User';
    const code = (await party.approve(account, { scope })).searchParams.get('code');
    const { json } = await party.exchange(codeForm(code));
    await timePasses(gatehouse, 5);
    const again = await party.exchange(codeForm(code));
    assert.equal(again.status, 400);
    assert.equal(again.json.error, 'invalid_grant');
    const refresh = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal(refresh.json.error, 'invalid_grant');
    const headers = { authorization: `Bearer ${json.access_token}` };
    assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 401);
    const told = await gatehouse.db
      .selectFrom('audit_entries')
      .select(['actor_id', 'trace_id', 'client_ip', 'details'])
      .where('action', '=', 'RefuseSpentToken')
      .execute();
    assert.equal(told.length, 1);
    assert.deepEqual([told[0]?.actor_id, told[0]?.client_ip], [account.id, '127.0.0.1']);
    assert.match(told[0]?.trace_id ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(JSON.parse(told[0]?.details ?? ''), { applicationId: party.client.id, kind: 'authorizationCode' });
  });

  it('is good once also when many exchange it at the same time', async () => {
    // One with a challenge gives all of them the same: see repeated-requests.test.ts.
    const code = (await party.approve(account, withoutChallenge)).searchParams.get('code');
    const form = codeForm(code, { code_verifier: '' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => party.exchange(form)));
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
    for (const { status, json } of answers) if (status !== 200) assert.equal(json.error, 'invalid_grant');
    for (const { json } of answers.filter(({ status }) => status === 200)) {
      const headers = { authorization: `Bearer ${json.access_token}` };
      assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 401);
    }
  });

  it('is bound to its client and its redirect URI', async () => {
    const other = await createRelyingParty(gatehouse, pages);
    const code = (await party.approve(account)).searchParams.get('code');
    assert.equal((await other.exchange(codeForm(code))).json.error, 'invalid_grant');
    for (const redirect_uri of [`${redirectUri}/`, 'https://evil.test/']) {
      assert.equal((await party.exchange(codeForm(code, { redirect_uri }))).json.error, 'invalid_grant');
    }
  });

  it('is over after a minute', async () => {
    const code = (await party.approve(account)).searchParams.get('code');
    const { rows } = {
      rows: await gatehouse.db.selectFrom('grants').selectAll().where('model', '=', 'AuthorizationCode').execute(),
    };
    for (const { expires_at } of rows) assert.ok(Number(expires_at) <= Date.now() + 60_000);
    await gatehouse.db
      .updateTable('grants')
      .set({ expires_at: Date.now() })
      .where('model', '=', 'AuthorizationCode')
      .execute();
    assert.equal((await party.exchange(codeForm(code))).json.error, 'invalid_grant');
  });

  it('stands nowhere in the store in a form that could be used', async () => {
    const code = (await party.approve(account)).searchParams.get('code') ?? assert.fail();
    const rows = await gatehouse.db.selectFrom('grants').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(code));
  });
});

describe('an access token of a person', () => {
  let claims: Record<string, unknown>;
  before(async () => {
    const { json } = await party.signIn(account, { scope: 'openid profile PM.User OR.Folders' });
    claims = decodeJwt(json.access_token);
  });

  it('says who signed in, how and when, for which organization and with which scopes', () => {
    const { iat, nbf, exp, jti, auth_time, grant_id, sid, epoch, ...rest } = claims;
    assert.deepEqual(rest, {
      ...{ iss: `${gatehouse.url}/identity`, aud: ['UiPath.Orchestrator', 'UiPath.PlatformManagement'] },
      ...{ sub: account.id, sub_type: 'user' },
      ...{ client_id: party.client.id, prt_id: world.organization.id, idp: 'local', amr: ['pwd'] },
      ...{ scope: ['openid', 'profile', 'PM.User', 'OR.Folders'], ext_idp_disp_name: 'GlobalIdp' },
      preferred_username: `user-${account.id}`,
    });
    assert.equal(Number(exp) - Number(iat), 3600);
    for (const claim of [nbf, auth_time, epoch]) assert.equal(typeof claim, 'number');
    for (const claim of [jti, grant_id, sid]) assert.equal(typeof claim, 'string');
  });

  it('the grant decides which kind of scope a name is', async () => {
    const own = await party.exchange({ grant_type: 'client_credentials', scope: 'OR.Folders PM.Group.Read' });
    assert.equal(own.json.scope, 'OR.Folders PM.Group.Read');
    assert.equal(
      (await party.exchange({ grant_type: 'client_credentials', scope: 'PM.User' })).json.error,
      'invalid_scope',
    );
    assert.deepEqual(
      userScopes.map(({ type }) => type),
      ['user', 'both', 'application'],
    );
  });
});
