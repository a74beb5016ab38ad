import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

let bearer: string;
const p = world.organization.id;
const gatehouse = useGatehouse(
  async (running) => {
    bearer = await token(running, 'PM.User PM.UserLoginAttempt PM.Group PM.OAuthApp');
  },
  { 'enum-values': 'names' },
);
const call = apiOf(gatehouse, () => bearer);

describe('a server that is set to names', () => {
  it('writes the types of users and groups as names, and takes all forms as before', async () => {
    for (const type of [4, '4', 'robotAccount', 'ROBOTACCOUNT']) {
      const id = randomUUID();
      assert.equal((await call('POST', '/api/User', { partitionGlobalId: p, id, userName: id, type })).status, 200);
      assert.equal((await call('GET', `/api/User/${id}`)).json.type, 'robotAccount');
    }
    const [administrators] = (await call('GET', `/api/Group/${p}`)).json;
    assert.equal(administrators.type, 'builtIn');
    assert.equal((await call('POST', '/api/Group', { partitionGlobalId: p, name: randomUUID() })).json.type, 'custom');
  });

  it('writes how a sign-in ended as a name', async () => {
    await send(`${gatehouse.url}/api/account/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ tenancyName: 'Hogwarts', usernameOrEmailAddress: 'harry.potter', password: 'x' }),
    });
    const { json } = await call('GET', `/api/User/${world.harry.id}/loginAttempts`);
    assert.equal(json.results[0].result, 'invalidPassword');
  });

  it('writes who may use a scope as a name, which can be sent back', async () => {
    const [{ scopes }] = (await call('GET', '/api/ExternalApiResource')).json;
    const { name, type } = scopes.find((scope: { readonly name: string }) => scope.name === 'PM.User');
    assert.equal(type, 'both');
    const application = {
      partitionGlobalId: p,
      name: randomUUID(),
      isConfidential: true,
      redirectUri: 'https://a.example',
    };
    const { status, text } = await call('POST', '/api/ExternalClient', { ...application, scopes: [{ name, type }] });
    assert.equal(status, 201, text);
  });

  it('writes what a search has found as the guides print it', async () => {
    const [found] = (await call('GET', `/api/Directory/Search/${p}?startsWith=harry`)).json;
    assert.equal(found.type, 'User');
  });
});
