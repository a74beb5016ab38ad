import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { world } from '../support/world.ts';
import { useAudit } from './audit-entries.fixture.ts';

// What an operation that changes something answers, and beside it what the audit has of it: who, what, to whom, and
// what was before. A refused one leaves no entry.

const p: string = world.organization.id;
const base = { partitionGlobalId: p };
const { gatehouse, person, call, asPerson, outcome } = useAudit();

const nothingEnded = {
  ...{ sessions: 0, refreshTokens: 0, codes: 0, deviceGrants: 0 },
  ...{ personalAccessTokens: 0, keptPersonalAccessTokens: 0 },
};
const application = `application ${world.application.id}`;

describe('a user', () => {
  const by = application;
  const id = randomUUID();
  const names = { userName: 'neville', email: 'neville@example.org' };

  it('is made, and the audit says under which names and whether with a password, not with which', async () => {
    const body = { ...base, id, ...names, password: 'f1rst-password' };
    const { status, entries } = await outcome(call, ['POST', '/api/User', body]);
    assert.equal(status, 200);
    const details = { ...names, type: 'user', addedGroups: [], hasPassword: true };
    assert.deepEqual(entries, [{ event: 'User/Create', by, target: id, details }]);
  });

  it('that cannot be made leaves no entry', async () => {
    const { json, entries } = await outcome(call, ['POST', '/api/User', { ...base, userName: 'NEVILLE' }]);
    assert.deepEqual([json.succeeded, entries], [false, []]);
  });

  it('is changed, and the audit says what was before and what has ended', async () => {
    const { status, entries } = await outcome(call, ['PUT', `/api/User/${id}`, { name: 'Neville', isActive: false }]);
    assert.equal(status, 200);
    const [before, after] = [
      { name: null, isActive: true },
      { name: 'Neville', isActive: false },
    ];
    const details = { before, after, addedGroups: [], removedGroups: [], ended: nothingEnded };
    assert.deepEqual(entries, [{ event: 'User/Update', by, target: id, details }]);
  });

  it('that is as it should be already leaves no entry', async () => {
    const { status, entries } = await outcome(call, ['PUT', `/api/User/${id}`, { name: 'Neville' }]);
    assert.deepEqual([status, entries], [200, []]);
  });

  it('gets another password, and the audit says what has ended', async () => {
    const { status, entries } = await outcome(call, ['PUT', `/api/User/${id}`, { password: 's3cond-password' }]);
    assert.equal(status, 200);
    assert.deepEqual(entries, [{ event: 'User/ResetPassword', by, target: id, details: nothingEnded }]);
  });

  it('is deleted, and the audit says who it was; a second time there is nobody to delete', async () => {
    const { status, entries } = await outcome(call, ['DELETE', `/api/User/${id}`]);
    assert.equal(status, 204);
    const details = { ...names, ended: nothingEnded };
    assert.deepEqual(entries, [{ event: 'User/Delete', by, target: id, details }]);
    const again = await outcome(call, ['DELETE', `/api/User/${id}`]);
    assert.deepEqual([again.status, again.entries], [404, []]);
  });
});

describe('several users', () => {
  it('are made with an entry each', async () => {
    const users = [{ userName: 'fred' }, { userName: 'george', email: 'george@example.org' }];
    const { status, json, entries } = await outcome(call, ['POST', '/api/User/BulkCreate', { ...base, users }]);
    assert.equal(status, 200);
    const made = json.users.map(({ id: target, userName, email }: { id: string; userName: string; email: string }) => ({
      ...{ event: 'User/Create', by: application, target },
      details: { userName, email, type: 'user', addedGroups: [] },
    }));
    assert.deepEqual(entries, made);
    assert.deepEqual(
      entries.map(({ details }) => details.userName),
      ['fred', 'george'],
    );
  });

  it('are made all or none: of a list with one that is taken, no entry is left', async () => {
    const body = { ...base, users: [{ userName: 'ron' }, { userName: 'FRED' }] };
    const { text, entries } = await outcome(call, ['POST', '/api/User/BulkCreate', body]);
    assert.match(text, /DuplicateUserName/);
    assert.deepEqual(entries, []);
  });

  it('are invited with an entry each', async () => {
    const body = { ...base, users: [{ email: 'ginny@example.org' }] };
    const { status, json, entries } = await outcome(call, ['POST', '/api/User/InviteUsers', body]);
    assert.equal(status, 200);
    const email = 'ginny@example.org';
    const details = { userName: email, email, type: 'user', addedGroups: [] };
    assert.deepEqual(entries, [{ event: 'User/Invite', by: application, target: json.users[0].id, details }]);
  });

  it('are deleted with an entry each, and none for one that there is not', async () => {
    const accounts = [await createAccount(gatehouse, null), await createAccount(gatehouse, null)];
    const userIds = [...accounts.map(({ id }) => id), randomUUID()];
    const { status, entries } = await outcome(call, ['DELETE', '/api/User', { ...base, userIds }]);
    assert.equal(status, 204);
    assert.deepEqual(
      entries.map(({ event, target }) => `${event} ${target}`).sort(),
      accounts.map(({ id }) => `User/Delete ${id}`).sort(),
    );
  });
});

describe('a personal access token', () => {
  const path = '/api/ReferenceToken';
  const wish = () => ({
    ...{ description: 'Homework', scopes: ['PM.User'] },
    expiryTime: new Date(Date.now() + 3 * 86_400_000).toISOString(),
  });

  it('is made, described anew and ended, each with its owner in the audit and its value nowhere', async () => {
    const [by, userId] = [`user ${person.id}`, person.id];
    const body = wish();
    const made = await outcome(asPerson, ['POST', path, body]);
    const { id: target, token: value } = made.json;
    assert.equal(made.status, 201);
    const expiresAt = Date.parse(body.expiryTime);
    const details = { userId, description: 'Homework', scopes: 'PM.User', expiresAt };
    assert.deepEqual(made.entries, [{ event: 'PersonalAccessToken/Create', by, target, details }]);

    const described = await outcome(asPerson, ['PUT', `${path}/${target}`, { description: 'Exams' }]);
    assert.equal(described.status, 200);
    const facts = { userId, description: 'Exams' };
    assert.deepEqual(described.entries, [{ event: 'PersonalAccessToken/Update', by, target, details: facts }]);

    const ended = await outcome(asPerson, ['DELETE', `${path}/${target}`]);
    assert.equal(ended.status, 204);
    assert.deepEqual(ended.entries, [{ event: 'PersonalAccessToken/Revoke', by, target, details: facts }]);
    assert.ok(!JSON.stringify([made, described, ended].map(({ entries }) => entries)).includes(value.slice(3)));
  });

  it('that nobody may have leaves no entry', async () => {
    const { status, entries } = await outcome(asPerson, ['POST', path, { ...wish(), scopes: ['PM.Partition'] }]);
    assert.ok(status === 400 || status === 403, String(status));
    assert.deepEqual(entries, []);
  });
});
