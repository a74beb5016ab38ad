import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../errors.ts';
import { addApplication, addUser, openDirectory } from '../../token/token.fixture.ts';
import { visitor } from '../permission/actor.ts';
import { permit, permitVisitor } from '../permission.ts';
import { keyOfPersonalAccessToken } from '../personal-access-token.ts';
import type { SettingKey } from '../setting.ts';
import { type IssueRequest, issuePersonalAccessToken } from './issue.ts';
import { revokePersonalAccessToken } from './revoke.ts';

const now = Date.now();
const day = 24 * 60 * 60_000;
const trace = { traceId: 'trace', clientIp: '192.0.2.1' };

async function openWorld() {
  const directory = await openDirectory();
  const { store, organizationId } = directory;
  const owner = await addUser(store, organizationId);
  const permitted = permitVisitor(owner, 'personalAccessToken.create');
  const issue = (changes: Partial<IssueRequest> = {}) => {
    const usual = { description: 'Night job', scopes: ['PM.User.Read'], expiresAt: now + 30 * day };
    return issuePersonalAccessToken(store, { permitted, at: now, ...usual, ...trace, ...changes });
  };
  const refusal = async (changes: Partial<IssueRequest>) => {
    const error: unknown = await issue(changes).then(
      () => assert.fail('It was issued.'),
      (refused: unknown) => refused,
    );
    assert.ok(error instanceof GatehouseError);
    return error.failure;
  };
  const set = (key: SettingKey, value: string) => store.settings.put(organizationId, key, value);
  return { ...directory, owner, issue, refusal, set };
}

describe('a personal access token', () => {
  it('is shown once and stored as its hash', async () => {
    await using world = await openWorld();
    const { token, value } = await world.issue();
    assert.match(value, /^rt_[A-Za-z0-9_-]{65}$/);
    assert.deepEqual(await world.store.personalAccessTokens.findByHandle(keyOfPersonalAccessToken(value)), token);
    const rows = JSON.stringify(await world.db.selectFrom('personal_access_tokens').selectAll().execute());
    assert.ok(!rows.includes(value.slice(3)));
  });

  it('is recorded when it is made and when it is revoked, without its value', async () => {
    await using world = await openWorld();
    const { token, value } = await world.issue();
    const permitted = permitVisitor(world.owner, 'personalAccessToken.write');
    await revokePersonalAccessToken(world.store, { permitted, at: now, ...trace, tokenId: token.id });
    const entries = await world.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('category', '=', 'PersonalAccessToken')
      .execute();
    assert.deepEqual(
      entries.map(({ action, target_id }) => [action, target_id]),
      [
        ['Create', token.id],
        ['Revoke', token.id],
      ],
    );
    assert.ok(!JSON.stringify(entries).includes(value.slice(3)));
  });

  it('lives at least a day and at most as long as the organization allows', async () => {
    await using world = await openWorld();
    const lifetimes = async () => {
      const days = [0.5, 1, 7, 8, 360, 361, 1800, 1801];
      const outcomes = days.map((count) => world.issue({ expiresAt: now + count * day }).catch(() => undefined));
      const allowed = (await Promise.all(outcomes)).map((issued, index) => issued && days[index]);
      await world.db.deleteFrom('personal_access_tokens').execute();
      return allowed.filter((count) => count !== undefined);
    };
    assert.deepEqual(await lifetimes(), [1, 7, 8, 360]);
    await world.set('Auth.PersonalAccessToken.MaxLifespanDays', '7');
    assert.deepEqual(await lifetimes(), [1, 7]);
    await world.set('Auth.PersonalAccessToken.MaxTokensPerUser', '50');
    await world.set('Auth.PersonalAccessToken.MaxLifespanDays', '99999');
    assert.deepEqual(await lifetimes(), [1, 7, 8, 360, 361, 1800]);
  });

  it('needs a description of at most 256 characters', async () => {
    await using world = await openWorld();
    for (const description of ['', '  ', 'x'.repeat(257)]) {
      const failure = await world.refusal({ description });
      assert.deepEqual(failure.code === 'ValidationFailed' && Object.keys(failure.errors), ['Description']);
    }
    assert.ok(await world.issue({ description: 'x'.repeat(256) }));
  });

  it('carries known scopes of people only, and none that the caller could not give', async () => {
    await using world = await openWorld();
    await addApplication(world.store, world.organizationId, [
      { name: 'OR.Folders', type: 'user' },
      { name: 'OR.Machines', type: 'application' },
      { name: 'IdentityServerApi', type: 'both' },
    ]);
    assert.deepEqual((await world.issue({ scopes: ['OR.Folders', 'PM.User', 'OR.Folders'] })).token.scopes, [
      'OR.Folders',
      'PM.User',
    ]);
    for (const scope of ['OR.Machines', 'OR.Unheard', 'IdentityServerApi', 'offline_access', '']) {
      assert.equal((await world.refusal({ scopes: ['PM.User', scope] })).code, 'ValidationFailed', scope);
    }
    assert.equal((await world.refusal({ scopes: [] })).code, 'ValidationFailed');
    const third = { ...visitor(world.owner), isFirstParty: false, scopes: ['PM.User'] };
    const permitted = permit(third, 'personalAccessToken.create', world.organizationId);
    assert.equal((await world.refusal({ permitted, scopes: ['PM.Group'] })).code, 'ValidationFailed');
    assert.ok(await world.issue({ permitted, scopes: ['PM.User'] }));
  });

  it('is refused to who has as many as are allowed; those that expired do not count', async () => {
    await using world = await openWorld();
    for (let count = 0; count < 5; count += 1) await world.issue();
    assert.equal((await world.refusal({})).code, 'BadRequest');
    const other = await addUser(world.store, world.organizationId, { userName: 'severus', email: null });
    assert.ok(await world.issue({ permitted: permitVisitor(other, 'personalAccessToken.create') }));
    await world.set('Auth.PersonalAccessToken.MaxTokensPerUser', '6');
    assert.ok(await world.issue());
    await world.db.updateTable('personal_access_tokens').set({ expires_at: now }).execute();
    assert.ok(await world.issue());
  });

  it('is not made where the organization wants none', async () => {
    await using world = await openWorld();
    await world.set('Auth.PersonalAccessToken.Enabled', 'false');
    assert.equal((await world.refusal({})).code, 'Forbidden');
  });
});
