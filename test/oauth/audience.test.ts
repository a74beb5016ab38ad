import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { createRelyingParty } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { asClient, createApplication, createPersonalToken, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let client: Awaited<ReturnType<typeof createApplication>>;
const own = ['Library.Read', 'Library.Lend', 'OR.Jobs'] as const;
const names = ['PM.User', 'OR.Folders.Read', 'OR.Default', ...own];
const scopes = names.map((name) => ({ name, type: 'both' }) as const);
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  const description = { displayName: 'Library', description: null };
  await running.store.apiResources.insert({
    ...{ organizationId: world.organization.id, name: 'https://library.example.test', ...description },
    scopes: own.map((name) => ({ name, displayName: name, description: null, type: 'both' })),
  });
  client = await createApplication(running, { scopes });
});

const audienceFor = async (scope: string) => decodeJwt(await token(gatehouse, scope, client as never)).aud;

describe('the audience of a token', () => {
  it('is the API that owns its scopes, or a list of those that do', async () => {
    for (const [scope, audience] of [
      ['PM.User', 'UiPath.PlatformManagement'],
      ['OR.Folders.Read', 'UiPath.Orchestrator'],
      ['Library.Read Library.Lend', 'https://library.example.test'],
      ['PM.User OR.Folders.Read', ['UiPath.Orchestrator', 'UiPath.PlatformManagement']],
      ['Library.Read PM.User', ['UiPath.PlatformManagement', 'https://library.example.test']],
    ] as const) {
      assert.deepEqual(await audienceFor(scope), audience, scope);
    }
  });

  it('is that of this server when its scopes belong to none', async () => {
    assert.equal(await audienceFor('OR.Default'), 'UiPath.PlatformManagement');
  });

  it('is what an administrator has registered, also under a name that is there from the start', async () => {
    assert.equal(await audienceFor('OR.Jobs'), 'https://library.example.test');
  });

  it('is the same for people, however they got it, and told to whoever asks', async () => {
    const party = await createRelyingParty(gatehouse, pages, { scopes });
    const { json } = await party.signIn(account, { scope: 'openid offline_access Library.Read' });
    const refreshed = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    for (const { access_token } of [json, refreshed.json]) {
      assert.equal(decodeJwt(access_token).aud, 'https://library.example.test');
    }
    const { value } = await createPersonalToken(gatehouse, account, ['Library.Read', 'PM.User']);
    for (const [presented, audience] of [
      [json.access_token, 'https://library.example.test'],
      [value, ['UiPath.PlatformManagement', 'https://library.example.test']],
    ] as const) {
      const { json: told } = await postForm(gatehouse, '/identity/connect/introspect', {
        ...asClient(client),
        token: presented,
      });
      assert.deepEqual(told.aud, audience);
    }
  });

  it('does not decide what the token opens here: its scopes do', async () => {
    const read = async (scope: string) => {
      const bearer = await token(gatehouse, scope, client as never);
      return await send(`${gatehouse.url}/identity/api/User/${account.id}`, {
        headers: { authorization: `Bearer ${bearer}` },
      });
    };
    assert.equal((await read('Library.Read PM.User')).status, 200);
    const refused = await read('OR.Folders.Read');
    assert.equal(refused.status, 403);
    assert.match(refused.json.errorMessage, /^Scope\(s\) 'OR\.Folders\.Read' is\(are\) invalid/);
  });
});

describe('the audience of a token of another organization', () => {
  it('may have the same name, and the same scopes: the organization is what tells them apart', async () => {
    const organizationId = world.otherOrganization.id;
    const stranger = await createApplication(gatehouse, {
      organizationId,
      scopes: [{ name: 'PM.OAuthApp', type: 'application' }],
    });
    const bearer = await token(gatehouse, 'PM.OAuthApp', stranger as never);
    const name = 'https://library.example.test';
    const scope = { name: 'Library.Lend', displayName: 'Lend', type: 2 };
    const resource = { partitionGlobalId: organizationId, name, displayName: 'Mine', scopes: [scope] };
    const made = await apiOf(gatehouse, () => bearer)('POST', '/api/ExternalApiResource', resource);
    assert.equal(made.status, 201, made.text);
    const theirs = await createApplication(gatehouse, {
      organizationId,
      scopes: [{ name: 'Library.Lend', type: 'application' }],
    });
    const claims = [client, theirs].map(async (one) => decodeJwt(await token(gatehouse, 'Library.Lend', one as never)));
    const [ours, foreign] = await Promise.all(claims);
    for (const claim of ['iss', 'aud', 'scope']) assert.deepEqual(foreign?.[claim], ours?.[claim], claim);
    assert.deepEqual([ours?.prt_id, foreign?.prt_id], [world.organization.id, organizationId]);
  });
});
