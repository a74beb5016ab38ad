import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { builtInResources } from '../../../directory/api-resource.ts';
import type { ApplicationScope } from '../../../directory/application.ts';
import { chosenScopes, type Level, levelOf, levelsOf, scopeNouns, scopesAt } from './scope-nouns.ts';

const known = builtInResources.flatMap(({ scopes }) => scopes);
const own = (...names: string[]) =>
  names.map((name) => ({ name, displayName: name, description: null, type: 'both' as const }));
const noun = (name: string, scopes = known) =>
  scopeNouns(scopes, 'user').find((one) => one.name === name) ?? assert.fail(name);
const namesAt = (name: string, level: Level, scopes = known) =>
  scopesAt(noun(name, scopes), level).map((scope) => scope.name);

describe('the nouns of scopes', () => {
  it('have three levels where there is something to read and to write', () => {
    assert.deepEqual(levelsOf(noun('PM.User'), 'none'), ['none', 'read', 'manage']);
    assert.deepEqual(namesAt('PM.User', 'read'), ['PM.User.Read']);
    assert.deepEqual(namesAt('PM.User', 'manage'), ['PM.User']);
  });

  it('have two where there is nothing to change, or nothing to read', () => {
    assert.deepEqual(levelsOf(noun('PM.Audit'), 'none'), ['none', 'read']);
    assert.deepEqual(namesAt('PM.Audit', 'read'), ['PM.Audit.Read']);
    assert.deepEqual(levelsOf(noun('PM.AuthSetting'), 'none'), ['none', 'manage']);
    assert.deepEqual(namesAt('PM.OAuthAppSecret', 'manage'), ['PM.OAuthAppSecret.Write']);
    assert.deepEqual(levelsOf(noun('openid'), 'none'), ['none', 'manage']);
  });

  it('are found in the names that people give their own scopes', () => {
    const scopes = own('orders:read', 'orders:write', 'Ledger', 'Ledger.Read', 'pay', 'pay.manage');
    assert.deepEqual(
      scopeNouns(scopes, 'application').map(({ name }) => name),
      ['orders', 'Ledger', 'pay', 'pay.manage'],
    );
    assert.deepEqual(namesAt('orders', 'manage', scopes), ['orders:read', 'orders:write']);
    assert.deepEqual(levelsOf(noun('Ledger', scopes), 'none'), ['none', 'read', 'manage']);
  });

  it('leave out what is not for that kind of grant', () => {
    assert.equal(
      scopeNouns(known, 'application').find(({ name }) => name === 'openid'),
      undefined,
    );
  });

  it('know the level of what somebody has', () => {
    const level = (...held: string[]) => levelOf(noun('PM.User'), new Set(held));
    assert.equal(level(), 'none');
    assert.equal(level('PM.User.Read'), 'read');
    assert.equal(level('PM.User.Write'), 'change');
    assert.equal(level('PM.User.Read', 'PM.User.Write'), 'manage');
    assert.equal(level('PM.User'), 'manage');
    assert.equal(levelOf(noun('PM.Audit'), new Set(['PM.Audit'])), 'read');
    assert.deepEqual(levelsOf(noun('PM.User'), 'change'), ['none', 'read', 'change', 'manage']);
  });
});

describe('the scopes of a choice', () => {
  const choose = (before: readonly ApplicationScope[], levels: Readonly<Record<string, Level>>) =>
    chosenScopes(known, before, (kind, name) => levels[`${kind} ${name}`] ?? 'none');

  it('are the fewest that make the levels, once for both kinds of grant', () => {
    assert.deepEqual(
      choose([], { 'user PM.User': 'manage', 'application PM.User': 'manage', 'user openid': 'manage' }),
      [
        { name: 'PM.User', type: 'both' },
        { name: 'openid', type: 'user' },
      ],
    );
  });

  it('stay as they were put together where the level stays', () => {
    const before: readonly ApplicationScope[] = [
      { name: 'PM.Audit', type: 'application' },
      { name: 'PM.Group.Read', type: 'both' },
      { name: 'PM.Group.Write', type: 'both' },
    ];
    const levels = {
      'application PM.Audit': 'read',
      'user PM.Group': 'manage',
      'application PM.Group': 'manage',
    } as const;
    assert.deepEqual(
      choose(before, levels).toSorted((a, b) => a.name.localeCompare(b.name)),
      before,
    );
  });

  it('are gone where nothing is chosen', () => assert.deepEqual(choose([{ name: 'PM.User', type: 'both' }], {}), []));
});
