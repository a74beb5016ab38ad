import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Registration } from '../../provider/client.ts';
import type { RefreshToken } from '../refresh-token.ts';
import { requireGrantedScopes, requireNarrowedScope } from './check-scope.ts';

describe('the scopes that are asked for with a refresh token', () => {
  const narrowed = (asked: string | undefined) =>
    requireNarrowedScope({ scope: 'openid PM.User PM.Group' } as RefreshToken, asked);

  it('are some of those of the token, each once and in its order, and all where none is named', () => {
    assert.deepEqual(narrowed(undefined), ['openid', 'PM.User', 'PM.Group']);
    assert.deepEqual(narrowed('PM.Group openid PM.Group'), ['openid', 'PM.Group']);
  });

  it('are refused by name where the token lacks them', () => {
    const refused = (error_description: string, scope: string) => ({
      error: 'invalid_scope',
      error_description,
      scope,
    });
    const [one, two] = ['refresh token missing requested scope', 'refresh token missing requested scopes'];
    assert.throws(() => narrowed('openid PM.Audit'), refused(one, 'PM.Audit'));
    assert.throws(() => narrowed('PM.Audit OR.Jobs'), refused(two, 'PM.Audit OR.Jobs'));
  });

  it('are names of scopes with one blank between them (RFC 6749 section 3.3)', () => {
    for (const asked of [
      '',
      ' ',
      ' openid',
      'openid ',
      'openid  PM.User',
      'open\nid',
      'open"id',
      'open\\id',
      'öpenid',
    ]) {
      assert.throws(() => narrowed(asked), { error: 'invalid_scope' }, asked);
    }
  });
});

it('the scopes that are left are those that were granted, and that the application still has for people', () => {
  const registration = (...names: readonly string[]) =>
    ({ scopes: names.map((name) => ({ name, type: 'user' })) }) as unknown as Registration;
  const left = (...registered: readonly string[]) =>
    requireGrantedScopes(['PM.User', 'PM.Group'], 'PM.User openid', registration(...registered));
  assert.deepEqual(left('PM.User', 'PM.Group'), ['PM.User']);
  assert.deepEqual(left('PM.Group'), []);
  assert.throws(() => left('PM.Audit'), { error: 'invalid_grant' });
});
