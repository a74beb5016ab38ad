import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { returnPath } from '../../src/directory/own-path.ts';
import { noPassword } from '../../src/directory/user.fixture.ts';
import { activities } from '../../src/telemetry.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { asked, password, useCommandLineTool } from '../support/command-line-tool.ts';
import { send } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { agree, nowhere, signInAs } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

const { redirect_uri, scope } = asked;

const { gatehouse, pages, account, tool } = useCommandLineTool();

describe('the client of the command-line tools', () => {
  it('is there from the first start, with its three addresses', async () => {
    for (const port of [8104, 8055, 42042]) {
      const { url } = await tool.authorize({ redirect_uri: `http://localhost:${port}/oidc/login` });
      assert.equal(url.pathname, '/identity/web/login', String(port));
    }
    const { url } = await tool.authorize({ redirect_uri: 'http://localhost:8105/oidc' });
    assert.equal(url.pathname, '/identity/web/');
  });

  it('serves the users of every organization, asks each time, and passes every check of scopes', async () => {
    const browser = new Browser(gatehouse.url);
    const { url } = await tool.authorize({ redirect_uri, scope }, browser);
    const next = await signInAs(pages, browser, gatehouse, account, { url });
    const asked = await browser.visit(next ?? '');
    assert.equal(asked.url.pathname, '/identity/web/consent');
    assert.ok((await agree(pages, browser, gatehouse, account, asked)).url.searchParams.get('code'));
    assert.equal((await tool.authorize({ redirect_uri, scope }, browser)).url.pathname, '/identity/web/consent');
    const { json } = await tool.signIn(account, { redirect_uri, scope });
    assert.equal(decodeJwt(json.access_token).prt_id, world.organization.id);
    const headers = { authorization: `Bearer ${json.access_token}` };
    assert.equal((await send(`${gatehouse.url}/identity/api/User/${account.id}`, { headers })).status, 200);
  });

  it('takes the organization from acr_values, and a session of another is not enough', async () => {
    const browser = new Browser(gatehouse.url);
    await tool.approve(account, { redirect_uri }, browser);
    const named = (name: string) => ({ redirect_uri, acr_values: `tenantName:${name}` });
    const same = await tool.authorize(named(world.organization.name.toLowerCase()), browser);
    assert.equal(same.url.pathname, '/identity/web/consent');
    const other = await tool.authorize(named(world.otherOrganization.name), browser);
    assert.equal(other.url.pathname, '/identity/web/login');
    const returnUrl = returnPath(other.url.searchParams.get('returnUrl'));
    const asked = await pages.interactions.find(browser.exchange(other.url.pathname).request, returnUrl);
    assert.equal(asked?.organizationId, world.otherOrganization.id);
    const unknown = await tool.authorize(named('Nowhere'), browser);
    assert.equal(unknown.url.pathname, '/identity/web/');
    assert.equal(unknown.url.searchParams.get('errorCode'), 'invalid_request');
  });

  it('marks the tokens of administrators of the host', async () => {
    const id = newId();
    const person = { organizationId: hostId, id, accountId: `${hostId}/${id}` };
    const { legacyId, ...user } = (await gatehouse.store.users.find(account)) ?? assert.fail();
    assert.ok(legacyId);
    await gatehouse.store.transaction(async ({ users, groups, credentials }) => {
      const { organizationId } = person;
      const administrator = { ...user, organizationId, id, userName: `host-${id}`, email: null };
      await users.insert(administrator);
      await credentials.insert(noPassword(administrator, Date.now()));
      await groups.addMember(organizationId, administratorsGroupId, { id, type: 'user' });
    });
    const { json } = await tool.signIn(person, { redirect_uri, scope });
    assert.equal(decodeJwt(json.access_token).host, true);
    const { json: ordinary } = await tool.signIn(account, { redirect_uri, scope });
    assert.equal(decodeJwt(ordinary.access_token).host, undefined);
  });

  it('may be called by pages of its own origins', async () => {
    const form = { grant_type: 'authorization_code', code: 'x', redirect_uri };
    const { headers } = await tool.exchange(form, { origin: 'http://localhost:8104' });
    assert.equal(headers.get('access-control-allow-origin'), 'http://localhost:8104');
    assert.equal(headers.get('access-control-allow-credentials'), null);
    const { headers: foreign } = await tool.exchange(form, { origin: 'https://evil.test' });
    assert.equal(foreign.get('access-control-allow-origin'), null);
  });
});

describe('the password grant', () => {
  async function house(): Promise<RelyingParty> {
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    return await createRelyingParty(gatehouse, pages, { isFirstParty: true, isConfidential: false, scopes });
  }
  const form = (person: Account, given = password) => ({
    ...{ grant_type: 'password', username: `user-${person.id}`, password: given, scope: 'PM.User offline_access' },
  });

  it('gives tokens to an application of the house, as a code would', async () => {
    const app = await house();
    const { status, json } = await app.exchange(form(account));
    assert.equal(status, 200);
    assert.equal(json.scope, 'PM.User offline_access');
    assert.equal(decodeJwt(json.access_token).sub, account.id);
    const refreshed = await app.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal(refreshed.status, 200);
    await pages.sessions.endAll((await gatehouse.store.users.find(account)) ?? assert.fail(), nowhere);
    const over = await app.exchange({ grant_type: 'refresh_token', refresh_token: refreshed.json.refresh_token });
    assert.equal(over.json.error, 'invalid_grant');
  });

  it('is committed with what it grants: the disk is waited for once', async () => {
    const app = await house();
    const commits: number[] = [];
    for (let n = 0; n < 3; n += 1) {
      let count = 0;
      const end = activities.transaction.onEnd(() => {
        count += 1;
      });
      assert.equal((await app.exchange(form(account))).status, 200);
      end();
      commits.push(count);
    }
    // What the server does besides may commit something as well.
    assert.equal(Math.min(...commits), 1);
  });

  it('tells an unknown name, a wrong password and an organization that is not its own alike', async () => {
    const app = await house();
    const refusal = { error: 'invalid_grant', error_description: 'invalid_username_or_password' };
    const stranger = { ...account, id: 'nobody' };
    for (const answer of [
      await app.exchange(form(account, 'wrong')),
      await app.exchange(form(stranger)),
      await app.exchange({ ...form(account), username: 'viktor' }),
    ]) {
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json, refusal);
    }
  });

  it('looks for the person in the organization of acr_values, or else of the URL, or else the default one', async () => {
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    const changes = { organizationId: hostId, isFirstParty: true, isConfidential: false, scopes };
    const { client } = await createRelyingParty(gatehouse, pages, changes);
    const elsewhere = await createAccount(gatehouse, password, { organizationId: world.otherOrganization.id });
    const { name, id } = world.otherOrganization;
    const ask = async (prefix: string, acr_values: string, person: Account) => {
      const { json } = await postForm(gatehouse, `${prefix}/connect/token`, {
        ...asClient(client),
        ...form(person),
        acr_values,
      });
      return json.error_description ?? decodeJwt(json.access_token).sub;
    };
    for (const acr of [`tenantName:${name}`, `tenant:${id}`]) {
      assert.equal(await ask('/identity', acr, elsewhere), elsewhere.id);
      assert.equal(await ask('/identity', acr, account), 'invalid_username_or_password');
    }
    assert.equal(await ask(`/${name}/identity_`, '', elsewhere), elsewhere.id);
    assert.equal(await ask(`/${name}/identity_`, `tenantName:${world.organization.name}`, account), account.id);
    assert.equal(await ask('/identity', 'tenantName:Beauxbatons', elsewhere), 'invalid_username_or_password');
    const own = await house();
    const { json } = await own.exchange({ ...form(account), acr_values: `tenantName:${name}` });
    assert.equal(json.error_description, 'invalid_username_or_password');
  });

  it('is for no other application, whatever it knows', async () => {
    const app = await createRelyingParty(gatehouse, pages);
    for (const given of [password, 'wrong']) {
      const { status, json } = await app.exchange(form(account, given));
      assert.equal(status, 400);
      assert.equal(json.error, 'unauthorized_client');
    }
  });
});
