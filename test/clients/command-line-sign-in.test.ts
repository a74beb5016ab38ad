import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { clientId, useCommandLineTool } from '../support/command-line-tool.ts';
import { send } from '../support/http.ts';
import { asClient, createApplication, postForm } from '../support/oauth.ts';
import { firstPartyToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// `uipath auth` of the Python tools, and `uip login`: the client and the scopes that they have compiled in.

/** For which the Python tools ask on premises. */
const scope =
  'offline_access ProcessMining OrchestratorApiUserAccess StudioWebBackend IdentityServerApi ConnectionService ' +
  'DataService DocumentUnderstanding Du.Digitization.Api Du.Classification.Api Du.Extraction.Api Du.Validation.Api ' +
  'EnterpriseContextService Directory JamJamApi LLMGateway LLMOps OMS RCS.FolderAuthorization TM.Projects ' +
  'TM.TestCases TM.Requirements TM.TestSets';
/** In the cloud, and by `uip login`, for more. */
const more = `${scope} DataServiceApiUserAccess AutomationSolutions AT.TrackOperations Docs.GPT.Search StudioWebTypeCacheService`;
const organizationInfo = '/api/filtering/leftnav/tenantsAndOrganizationInfo';
const { organization, otherOrganization } = world;

const { gatehouse, account, tool } = useCommandLineTool();

const get = (path: string, bearer?: string) =>
  send(`${gatehouse.url}${path}`, {
    headers: {
      'content-type': 'application/json',
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
    },
  });
const asHost = async () =>
  await firstPartyToken(
    gatehouse,
    await createAccount(gatehouse, null, { organizationId: hostId, isAdministrator: true }),
  );

describe('uipath auth', () => {
  it('learns that this is no cloud in any letter case, with an organization in front or without', async () => {
    for (const prefix of ['', `/${organization.name}`, `/${organization.name}/${world.tenant}`]) {
      const { status, json } = await get(`${prefix}/orchestrator_/api/Status/Version`);
      assert.equal(status, 200, prefix);
      assert.deepEqual(Object.keys(json), ['version', 'timestamp', 'deployment', 'configsVersion']);
      assert.equal(json.deployment, null);
    }
  });

  for (const [where, asked] of [
    ['on premises', scope],
    ['in the cloud', more],
  ] as const) {
    it(`signs a person in with the scopes it asks ${where}, at the port that people chose`, async () => {
      const redirect_uri = 'http://localhost:8999/oidc/login';
      const url = await tool.approve(account, { redirect_uri, scope: asked });
      const origin = 'http://localhost:8999';
      const form = { grant_type: 'authorization_code', code: url.searchParams.get('code') ?? '', redirect_uri };
      const { verifier: code_verifier } = await import('../support/code-flow.ts');
      const { status, json, headers } = await tool.exchange({ ...form, code_verifier }, { origin });
      assert.equal(status, 200);
      assert.equal(headers.get('access-control-allow-origin'), origin);
      assert.deepEqual(json.scope.split(' ').toSorted(), asked.split(' ').toSorted());
      const { prt_id, sub, aud } = decodeJwt(json.access_token);
      assert.deepEqual([prt_id, sub, aud], [organization.id, account.id, 'UiPath.PlatformManagement']);
      const renewed = await tool.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
      assert.deepEqual([renewed.status, typeof renewed.json.refresh_token], [200, 'string']);
      const found = await get(`/${prt_id}/portal_${organizationInfo}`, renewed.json.access_token);
      assert.equal(found.json.organization.name, organization.name);
      assert.ok(found.json.tenants.some(({ name }: { name: string }) => name === world.tenant));
    });
  }

  it('is not sent anywhere but to its path on this machine', async () => {
    for (const redirect_uri of [
      'http://localhost:8999/other',
      'http://10.0.0.1:8999/oidc/login',
      'https://localhost/oidc/login',
    ]) {
      assert.equal((await tool.authorize({ redirect_uri, scope })).url.pathname, '/identity/web/', redirect_uri);
    }
  });

  it('gets a token without the names that its next release asks for and nobody knows', async () => {
    const redirect_uri = 'http://localhost:8104/oidc/login';
    const { json } = await tool.signIn(account, { redirect_uri, scope: `${scope} NextYear.Api openid` });
    assert.deepEqual(json.scope.split(' ').toSorted(), `${scope} openid`.split(' ').toSorted());
    const { url } = await tool.authorize({ redirect_uri, scope: 'NextYear.Api' });
    assert.equal(url.searchParams.get('errorCode'), 'invalid_scope');
  });

  it('learns its organization as an application too, with whatever scope it has', async () => {
    const application = await createApplication(gatehouse, { scopes: [{ name: 'OR.Execution', type: 'application' }] });
    const form = { grant_type: 'client_credentials', ...asClient(application), scope: 'OR.Execution' };
    const { json } = await postForm(gatehouse, '/identity_/connect/token', form);
    const { status } = await get(`/${organization.id}/portal_${organizationInfo}`, json.access_token);
    assert.equal(status, 200);
  });
});

describe('the client of the command-line tools', () => {
  it('is shown with every scope, takes more of them, and cannot be broken or deleted', async () => {
    const headers = { authorization: `Bearer ${await asHost()}`, 'content-type': 'application/json' };
    const url = `${gatehouse.url}/identity/api/ExternalClient/${hostId}/${clientId}`;
    const namesIn = (json: { resources: readonly { scopes: readonly { name: string }[] }[] }) =>
      json.resources.flatMap(({ scopes }) => scopes.map(({ name }) => name));
    const shown = await send(url, { headers });
    for (const name of more.split(' ')) assert.ok(namesIn(shown.json).includes(name), name);
    const scopes = [...namesIn(shown.json), 'PM.Partition'].map((name) => ({ name, type: 'User' }));
    const put = (body: object) => send(url, { method: 'PUT', headers, body: JSON.stringify(body) });
    const same = await put({ name: 'Tools', redirectUri: shown.json.redirectUri, scopes });
    assert.equal(same.status, 200, same.text);
    assert.ok(namesIn(same.json).includes('PM.Partition'));
    const bare = await put({ redirectUri: 'https://tools.example/', scopes: [{ name: 'openid', type: 'User' }] });
    assert.equal(bare.status, 200, bare.text);
    assert.ok(!namesIn(bare.json).includes('PM.Partition'));
    for (const name of more.split(' ')) assert.ok(namesIn(bare.json).includes(name), name);
    assert.deepEqual(bare.json.redirectUri.split(','), ['https://tools.example/', 'http://localhost/oidc/login']);
    const { json } = await tool.signIn(account, { redirect_uri: 'http://localhost:1/oidc/login', scope });
    assert.equal((await get(`/identity/api/User/${account.id}`, json.access_token)).status, 200);
    const { status, json: refusal } = await send(url, { method: 'DELETE', headers });
    assert.deepEqual([status, refusal.detail], [400, 'A built-in application stays.']);
  });
});

describe('what the portal says of an organization', () => {
  const bases = [
    '/portal',
    '/portal_',
    '/portal/portal_',
    `/${organization.name}/portal_`,
    `/${organization.id}/portal`,
  ];
  const all = [...bases, `/${organization.name}/portal_/portal_`];

  it('stands under every base, the doubled one included, in any letter case', async () => {
    const bearer = await firstPartyToken(gatehouse, account);
    for (const base of all) {
      const { status, json } = await get(`${base}${organizationInfo.toUpperCase()}`, bearer);
      assert.equal(status, 200, base);
      assert.deepEqual(json.organization, { id: organization.id, name: organization.name });
    }
  });

  it('comes to a request with a media type and an empty body', async () => {
    const authorization = `Bearer ${await firstPartyToken(gatehouse, account)}`;
    const headers = { authorization, 'content-type': 'application/json; charset=utf-8', 'content-length': 0 };
    const asked = request(`${gatehouse.url}/portal_${organizationInfo}`, { headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    assert.ok('tenants' in ((await readJson(response)) as object));
  });

  it('may be asked for by the pages of an application, and by no others', async () => {
    const origin = 'https://portal-page.example';
    await createApplication(gatehouse, { isConfidential: false, redirectUris: [`${origin}/callback`] });
    const preflight = async (from: string) => {
      const headers = {
        ...{ origin: from, 'access-control-request-method': 'GET' },
        'access-control-request-headers': 'authorization,content-type',
      };
      const url = `${gatehouse.url}/${organization.name}/portal_/portal_${organizationInfo}`;
      const answer = await fetch(url, { method: 'OPTIONS', headers });
      return ['origin', 'headers', 'credentials'].map((name) => answer.headers.get(`access-control-allow-${name}`));
    };
    assert.deepEqual(await preflight(origin), [origin, 'authorization,content-type', null]);
    assert.deepEqual(await preflight('https://evil.example'), [null, null, null]);
  });

  it('is for the organization of the token alone', async () => {
    const bearer = await firstPartyToken(gatehouse, account);
    for (const path of [organizationInfo, '/api/organization/UserOrganizationInfo']) {
      assert.equal((await get(`/${otherOrganization.id}/portal_${path}`, bearer)).status, 403);
      assert.equal((await get(`/Nowhere/portal_${path}`, bearer)).status, 404);
      assert.equal((await get(`/${organization.name}/portal_${path}`)).status, 401);
    }
  });

  it('is whether the person administers it', async () => {
    const path = `/${organization.name}/portal_/api/organization/UserOrganizationInfo`;
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    for (const [person, accountRoleType] of [
      [account, 'DEFAULT_USER'],
      [administrator, 'ACCOUNT_ADMIN'],
    ] as const) {
      const { json } = await get(path, await firstPartyToken(gatehouse, person));
      assert.deepEqual(json, { accountRoleType, organizationId: organization.id, organizationName: organization.name });
    }
    const form = { grant_type: 'client_credentials', ...asClient(world.application) };
    const { json } = await postForm(gatehouse, '/identity_/connect/token', form);
    assert.equal((await get(path, json.access_token)).status, 403);
  });
});

describe('the TypeScript SDK, which knows the name of an organization only', () => {
  const portal = '1119a927-10ab-4543-bd1a-ad6bfbbc27f4';
  const find = (name: string) => {
    const callback = `${gatehouse.url}/portal_/api/tokenFactory/callback`;
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: portal, redirect_uri: callback, scope: 'openid', state: 'a'.repeat(64) },
      ...{ code_challenge: '0123456789abcdef'.repeat(4), code_challenge_method: 'S256' },
      acr_values: `tenantName:${name}`,
    });
    return new Browser(gatehouse.url).request(new URL(`/identity_/connect/authorize?${query}`, gatehouse.url));
  };
  const locationOf = async (name: string) => new URL((await find(name)).headers.get('location') ?? '', gatehouse.url);

  it('finds its id where it is sent to sign in', async () => {
    const { pathname, searchParams } = await locationOf(organization.name.toLowerCase());
    assert.ok(pathname.endsWith('/web/login'));
    assert.equal(searchParams.get('acr_values'), `tenant:${organization.id}`);
  });

  it('is told that there is none of that name, on a page', async () => {
    const { pathname, searchParams } = await locationOf('Beauxbatons');
    assert.ok(pathname.endsWith('/web/'), pathname);
    assert.ok(searchParams.get('errorId'));
  });
});

describe('an API key of Orchestrator', () => {
  it('is asked for by OR.Default, whatever the application is registered for', async () => {
    const scopes = [{ name: 'PM.User.Read', type: 'application' }] as const;
    const application = await createApplication(gatehouse, { scopes });
    const bare = await createApplication(gatehouse);
    const ask = async (client: typeof bare, asked: string) => {
      const form = { grant_type: 'client_credentials', ...asClient(client), scope: asked };
      return (await postForm(gatehouse, '/identity_/connect/token', form)).json;
    };
    for (const [client, asked] of [
      [application, 'OR.Default PM.User.Read'],
      [bare, 'OR.Default'],
    ] as const) {
      const json = await ask(client, asked);
      assert.equal(json.scope, asked);
      assert.deepEqual(decodeJwt(json.access_token).scope, asked.split(' '));
      assert.equal((await get(`/identity/api/Setting`, json.access_token)).status, 403);
    }
    assert.equal((await ask(application, '')).scope, 'PM.User.Read');
    assert.equal((await ask(bare, '')).error, 'invalid_scope');
  });
});
