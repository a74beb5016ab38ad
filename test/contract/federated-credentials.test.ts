import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { world } from '../support/world.ts';

const { organization } = world;
let bearer = '';
let clientId = '';
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.OAuthApp PM.User.Read');
});
beforeEach(async () => {
  clientId = (await createApplication(gatehouse, { scopes: [{ name: 'PM.User.Read', type: 'application' }] })).id;
});

const at = (id = clientId) => `/api/ExternalClient/${organization.id}/${id}/FederatedCredentials`;
const call = (method: string, path: string, body?: unknown, as = bearer) =>
  apiOf(gatehouse, () => as)(method, path, body);
const declared = (changes: object = {}) => ({
  name: 'release pipeline',
  issuer: 'https://ci.example.test',
  audience: 'https://id.example.test',
  subject: 'repo:acme/ledger:ref:refs/heads/main',
  ...changes,
});
const create = (changes: object = {}, id = clientId) => call('POST', at(id), declared(changes));

describe('a federated credential', () => {
  it('is made, read, listed, shown with its application, replaced as a whole and deleted', async () => {
    assert.deepEqual((await call('GET', at())).json, []);
    const { status, json: made } = await create({ description: 'By night' });
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(made), [
      ...['id', 'clientId', 'name', 'description', 'issuer', 'audience', 'subject', 'creationTime'],
    ]);
    assert.deepEqual({ ...made, ...declared({ description: 'By night', clientId }) }, made);
    assert.deepEqual((await call('GET', `${at()}/${made.id.toUpperCase()}`)).json, made);
    assert.deepEqual((await call('GET', at())).json, [made]);
    const application = await call('GET', `/api/ExternalClient/${organization.id}/${clientId}`);
    assert.deepEqual(application.json.federatedCredentials, [made]);
    const { json: changed } = await call('PUT', `${at()}/${made.id}`, declared({ subject: 'repo:acme/other' }));
    assert.deepEqual(changed, { ...made, description: null, subject: 'repo:acme/other' });
    const deleted = await call('DELETE', `${at()}/${made.id}`);
    assert.deepEqual([deleted.status, deleted.text], [204, '']);
    for (const method of ['GET', 'DELETE']) assert.equal((await call(method, `${at()}/${made.id}`)).status, 404);
    const actions = (await auditOf(gatehouse, 'ExternalClient')).slice(0, 3).map(({ action }) => action);
    assert.deepEqual(
      actions,
      ['Delete', 'Update', 'Create'].map((what) => `${what}FederatedCredential`),
    );
  });

  for (const [what, changes, key] of [
    ['a name', { name: ' ' }, 'Name'],
    ['a name that people can read', { name: 'x'.repeat(121) }, 'Name'],
    ['an issuer', { issuer: null }, 'Issuer'],
    ['an issuer over https', { issuer: 'http://ci.example.test' }, 'Issuer'],
    ['an issuer that is a URL', { issuer: 'ci' }, 'Issuer'],
    ['an issuer without a query', { issuer: 'https://ci.example.test/?a' }, 'Issuer'],
    ['an issuer without a name and password', { issuer: 'https://a:b@ci.example.test' }, 'Issuer'],
    ['an audience', { audience: '' }, 'Audience'],
    ['a subject', { subject: null }, 'Subject'],
    ['a subject of a length that issuers use', { subject: 'x'.repeat(601) }, 'Subject'],
  ] as const) {
    it(`needs ${what}`, async () => {
      const { status, json } = await create(changes);
      assert.deepEqual([status, Object.keys(json.errors)], [400, [key]]);
      assert.deepEqual((await call('GET', at())).json, []);
    });
  }

  it('has a name that no other of the application has, and is one of twenty at most', async () => {
    for (let count = 0; count < 20; count += 1) assert.equal((await create({ name: `pipeline ${count}` })).status, 201);
    const { status, json } = await create({ name: 'one more' });
    assert.equal(status, 400);
    assert.match(json.detail, /at most 20/);
    const [first, second] = (await call('GET', at())).json;
    const taken = await call('PUT', `${at()}/${first.id}`, declared({ name: second.name.toUpperCase() }));
    assert.deepEqual([taken.status, Object.keys(taken.json.errors)], [400, ['Name']]);
    assert.equal((await call('PUT', `${at()}/${first.id}`, declared({ name: first.name }))).status, 200);
  });

  it('is one of a confidential application that is there', async () => {
    const open = await createApplication(gatehouse, { isConfidential: false, redirectUris: ['https://a.example/'] });
    const refused = await create({}, open.id);
    assert.deepEqual([refused.status, /confidential/.test(refused.json.detail)], [400, true]);
    for (const id of [crypto.randomUUID(), world.otherApplication.id]) {
      for (const answer of [await call('GET', at(id)), await create({}, id)]) {
        assert.deepEqual([answer.status, answer.json.detail], [404, 'Client not found in partition']);
      }
    }
    const other = (await createApplication(gatehouse)).id;
    const { json } = await create();
    assert.equal((await call('GET', `${at(other)}/${json.id}`)).status, 404);
  });

  it('ends with its application', async () => {
    await create();
    await call('DELETE', `/api/ExternalClient/${organization.id}/${clientId}`);
    const rows = gatehouse.db.selectFrom('federated_credentials').selectAll().where('application_id', '=', clientId);
    assert.deepEqual(await rows.execute(), []);
  });

  it('is read with the scope for reading, and made by who could give what the application has', async () => {
    const { json } = await create();
    const reader = await token(gatehouse, 'PM.OAuthApp.Read');
    assert.equal((await call('GET', at(), undefined, reader)).status, 200);
    assert.equal((await call('POST', at(), declared({ name: 'x' }), reader)).status, 403);
    const writer = await token(gatehouse, 'PM.OAuthApp.Write');
    assert.equal((await call('POST', at(), declared({ name: 'x' }), writer)).status, 403, 'it has not PM.User.Read');
    assert.equal((await call('PUT', `${at()}/${json.id}`, declared(), writer)).status, 403);
    assert.equal((await call('DELETE', `${at()}/${json.id}`, undefined, writer)).status, 204);
    const foreign = await token(gatehouse, 'PM.OAuthApp', world.otherApplication);
    assert.equal((await call('GET', at(), undefined, foreign)).status, 403);
  });
});
