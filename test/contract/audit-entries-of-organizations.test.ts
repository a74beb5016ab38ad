import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf, type CallApi } from '../support/api.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { useAudit } from './audit-entries.fixture.ts';

// What an operation that changes something answers, and beside it what the audit has of it: who, what, to whom, and
// what was before. A refused one leaves no entry.

const p: string = world.organization.id;
const base = { partitionGlobalId: p };
let host = '';
let hostAdministrator: Account;
const { gatehouse, person, call, asPerson, written, outcome } = useAudit(async (running) => {
  hostAdministrator = await createAccount(running, null, { isAdministrator: true, organizationId: hostId });
  host = await userToken(running, hostAdministrator, ['PM.Partition']);
});
const asHost = apiOf(gatehouse, () => host);
const application = `application ${world.application.id}`;

describe('an organization', () => {
  let id = '';
  let by = '';
  /** What the host has in its audit, which the organization has in its own as well. */
  async function inBoth(request: Parameters<CallApi>) {
    let json: { readonly id?: string; readonly tenants?: readonly { readonly id: string }[] } = {};
    let ofHost: Awaited<ReturnType<typeof written>> = [];
    const own = await written(async () => {
      const result = await outcome(asHost, request, hostId);
      ofHost = result.entries;
      json = result.json;
    }, id);
    assert.deepEqual(own, ofHost);
    return { json, entries: ofHost };
  }

  it('is made with its tenants, and the audit of the host has each', async () => {
    by = `user ${hostAdministrator.id}`;
    const body = { name: 'Castelobruxo', tenants: ['Jungle'] };
    const { status, json, entries } = await outcome(asHost, ['POST', '/api/Partition', body], hostId);
    assert.equal(status, 201);
    ({ id } = json);
    assert.deepEqual(entries, [
      { event: 'Organization/Create', by, target: id, details: { name: 'Castelobruxo' } },
      { event: 'Organization/Create', by, target: id, details: { tenant: json.tenants[0].id, name: 'Jungle' } },
    ]);
  });

  it('that has the name of another is not made, and leaves no entry', async () => {
    const { status, entries } = await outcome(asHost, ['POST', '/api/Partition', { name: 'CASTELOBRUXO' }], hostId);
    assert.deepEqual([status, entries], [409, []]);
  });

  it('gets tenants, which are renamed and deleted: both audits say what was before', async () => {
    const path = `/api/Partition/${id}/tenants`;
    const made = await inBoth(['POST', path, { name: 'River' }]);
    const tenant = made.json.id;
    const target = id;
    assert.deepEqual(made.entries, [{ event: 'Organization/Create', by, target, details: { tenant, name: 'River' } }]);
    const renamed = await inBoth(['PUT', `${path}/${tenant}`, { name: 'Delta' }]);
    const change = { tenant, before: 'River', after: 'Delta' };
    assert.deepEqual(renamed.entries, [{ event: 'Organization/Update', by, target, details: change }]);
    const deleted = await inBoth(['DELETE', `${path}/${tenant}`]);
    const gone = { tenant, before: 'Delta' };
    assert.deepEqual(deleted.entries, [{ event: 'Organization/Delete', by, target, details: gone }]);
  });

  it('is renamed and switched off, which stands in both audits; the same again in none', async () => {
    const change = { name: 'Castelo', isActive: false };
    const { entries } = await inBoth(['PUT', `/api/Partition/${id}`, change]);
    const details = { before: { name: 'Castelobruxo', isActive: true }, after: change };
    assert.deepEqual(entries, [{ event: 'Organization/Update', by, target: id, details }]);
    assert.deepEqual((await inBoth(['PUT', `/api/Partition/${id}`, change])).entries, []);
  });

  it('is deleted, which stands in both audits', async () => {
    const { entries } = await inBoth(['DELETE', `/api/Partition/${id}`]);
    assert.deepEqual(entries, [{ event: 'Organization/Delete', by, target: id, details: { name: 'Castelo' } }]);
  });
});

describe('an application', () => {
  const by = application;
  let target = '';
  const facts = (name: string) => ({ name, isConfidential: true, redirectUris: [], scopes: ['PM.User (application)'] });

  it('is made, and the audit says what it may, and not its secret', async () => {
    const body = { ...base, name: 'Owlery', isConfidential: true, scopes: [{ name: 'PM.User', type: 2 }] };
    const { status, json, entries } = await outcome(call, ['POST', '/api/ExternalClient', body]);
    assert.equal(status, 201);
    target = json.id;
    assert.deepEqual(entries, [{ event: 'ExternalClient/Create', by, target, details: facts('Owlery') }]);
  });

  it('is changed, and the audit says what was before', async () => {
    const path = `/api/ExternalClient/${p}/${target}`;
    const { status, entries } = await outcome(call, ['PUT', path, { name: 'Tower' }]);
    assert.equal(status, 200);
    const details = { before: facts('Owlery'), after: facts('Tower') };
    assert.deepEqual(entries, [{ event: 'ExternalClient/Update', by, target, details }]);
  });

  it('trusts another server, and the audit says which, and for whom', async () => {
    const path = `/api/ExternalClient/${p}/${target}/FederatedCredentials`;
    const said = { name: 'Nightly', issuer: 'https://token.example.org', audience: 'gatehouse', subject: 'repo:a' };
    const made = await outcome(call, ['POST', path, said]);
    const credentialId = made.json.id;
    assert.equal(made.status, 201);
    const event = 'ExternalClient/CreateFederatedCredential';
    assert.deepEqual(made.entries, [{ event, by, target, details: { credentialId, ...said } }]);
    const ended = await outcome(call, ['DELETE', `${path}/${credentialId}`]);
    assert.equal(ended.status, 204);
    assert.deepEqual(
      ended.entries.map((entry) => [entry.event, entry.by, entry.target, entry.details.credentialId]),
      [['ExternalClient/DeleteFederatedCredential', by, target, credentialId]],
    );
  });
});

describe('a password', () => {
  const path = () => `/api/User/${person.id}/changepassword`;
  const target = () => person.id;

  it('that is not the old one is told to the audit with the reason, and neither of the two', async () => {
    const body = { oldPassword: 'wr0ng-password', newPassword: 's3cond-password' };
    const { json, entries } = await outcome(asPerson, ['POST', path(), body]);
    assert.equal(json.errors[0].code, 'PasswordMismatch');
    assert.deepEqual(
      entries.map((entry) => [entry.event, entry.by, entry.target]),
      [['User/ChangePasswordFailed', `user ${person.id}`, target()]],
    );
    assert.match(JSON.stringify(entries), /PasswordMismatch/);
    assert.doesNotMatch(JSON.stringify(entries), /wr0ng|s3cond/);
  });

  it('is changed, and the audit says by whom and what has ended', async () => {
    const body = { oldPassword: 'f1rst-password', newPassword: 's3cond-password' };
    const { json, entries } = await outcome(asPerson, ['POST', path(), body]);
    assert.equal(json.succeeded, true);
    assert.deepEqual(
      entries.map((entry) => [entry.event, entry.by, entry.target]),
      [['User/ChangedPassword', `user ${person.id}`, target()]],
    );
    assert.doesNotMatch(JSON.stringify(entries), /f1rst|s3cond/);
  });
});
