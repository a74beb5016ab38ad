import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null, { isAdministrator: true });
  await join(running, 'Quidditch');
  party = await createRelyingParty(running, pages);
});

const organizationId = world.organization.id;

async function join({ store }: Gatehouse, name: string): Promise<void> {
  const id = newId();
  await store.groups.insert({ organizationId, id, name, type: 'custom', createdAt: Date.now() });
  await store.groups.addMember(organizationId, id, { id: account.id, type: 'user' });
}

const info = async (bearer: string) =>
  (await send(`${gatehouse.url}/identity/connect/userinfo`, { headers: { authorization: `Bearer ${bearer}` } })).json;
const introspect = async (token: string) =>
  (await postForm(gatehouse, '/identity/connect/introspect', { ...asClient(party.client), token })).json;

describe('the groups of a person', () => {
  const groups = ['Administrators', 'Everyone', 'Quidditch'];

  it('are told by name to whoever asks for the scope, which nobody has to register', async () => {
    const { json } = await party.signIn(account, { scope: 'openid groups offline_access' });
    const { access_token, refresh_token } = json;
    const refreshed = await party.exchange({ grant_type: 'refresh_token', refresh_token });
    for (const { id_token } of [json, refreshed.json]) {
      assert.deepEqual(decodeJwt(id_token).groups, groups);
      assert.equal(decodeJwt(id_token).roles, undefined);
    }
    assert.deepEqual((await info(access_token)).groups, groups);
    assert.deepEqual((await introspect(access_token)).groups, groups);
    assert.equal(decodeJwt(access_token).groups, undefined, 'who takes the token for the API needs none');
  });

  it('are told as roles to those who look for that', async () => {
    const { json } = await party.signIn(account, { scope: 'openid roles' });
    for (const told of [decodeJwt(json.id_token), await info(json.access_token), await introspect(json.access_token)]) {
      assert.deepEqual([told.groups, told.roles], [groups, groups]);
    }
  });

  it('are told to nobody else', async () => {
    const { json } = await party.signIn(account, { scope: 'openid profile' });
    for (const told of [decodeJwt(json.id_token), await info(json.access_token), await introspect(json.access_token)]) {
      assert.deepEqual([told.groups, told.roles], [undefined, undefined]);
    }
  });

  it('are those of this moment: who has left one is told so with the next answer', async () => {
    const { json } = await party.signIn(account, { scope: 'openid groups' });
    await gatehouse.store.memberships.remove(organizationId, administratorsGroupId, [account.id]);
    assert.deepEqual((await info(json.access_token)).groups, ['Everyone', 'Quidditch']);
    await gatehouse.store.memberships.add(organizationId, administratorsGroupId, [{ id: account.id, type: 'user' }]);
  });

  it('are announced', async () => {
    const { json } = await send(`${gatehouse.url}/identity/.well-known/openid-configuration`);
    for (const name of ['groups', 'roles']) {
      assert.ok(json.scopes_supported.includes(name));
      assert.ok(json.claims_supported.includes(name));
    }
  });

  it('are in no ID token when they are too many for one, and in the user info all the same', async () => {
    for (let count = 0; count < 200; count += 1) await join(gatehouse, `House ${count}`);
    const { json } = await party.signIn(account, { scope: 'openid groups' });
    assert.equal(decodeJwt(json.id_token).groups, undefined);
    assert.equal((await info(json.access_token)).groups.length, 203);
  });
});

describe('an ID token', () => {
  it('says how and when the person signed in, and which access token it came with', async () => {
    const { json } = await party.signIn(account, { scope: 'openid offline_access' });
    const { json: renewed } = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    for (const { id_token, access_token } of [json, renewed]) {
      const { amr, auth_time, at_hash } = decodeJwt(id_token);
      assert.deepEqual(amr, ['pwd']);
      assert.equal(auth_time, decodeJwt(access_token).auth_time);
      const half = createHash('sha256').update(access_token).digest().subarray(0, 16);
      assert.equal(at_hash, half.toString('base64url'));
    }
  });
});
