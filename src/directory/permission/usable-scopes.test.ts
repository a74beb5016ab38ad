import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../organization.ts';
import { person } from '../permission.fixture.ts';
import { hostScopes, managementScopes } from '../scope.ts';
import { isUsable } from './usable-scopes.ts';

const usable = (organizationId: string, isAdministrator: boolean) => {
  const whoever = { ...person, organizationId, isAdministrator, isHost: organizationId === hostId };
  return [...managementScopes, ...hostScopes].filter((scope) => isUsable(whoever, scope));
};

describe('a scope', () => {
  it('is of use to everybody where it is about the own account, or about what all members may see', () => {
    assert.deepEqual(usable('school', false), [
      ...['PM.Directory', 'PM.Directory.Read', 'PM.OAuthApp.Read'],
      ...['PM.Setting', 'PM.Setting.Read', 'PM.Setting.Write'],
      ...['PM.User', 'PM.User.Read', 'PM.User.Write', 'PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'],
    ]);
  });

  it('is of use to administrators where it opens their organization, and to those of the host alone where it opens all', () => {
    assert.deepEqual(usable('school', true), managementScopes);
    assert.deepEqual(usable(hostId, true), [...managementScopes, ...hostScopes]);
    assert.deepEqual(usable(hostId, false), usable('school', false));
  });
});
