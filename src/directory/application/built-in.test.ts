import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApplicationScope } from '../application.ts';
import { hostId } from '../organization.ts';
import { commandLineId, isBuiltIn, isBuiltInScope, portalId, withBuiltInScopes, withBuiltInUris } from './built-in.ts';

const commandLine = { organizationId: hostId, id: commandLineId };
const portal = { organizationId: hostId, id: portalId };
/** An organization may have declared the id as its own before it was known here. */
const sameId = { organizationId: 'school', id: commandLineId };

describe('an application that is part of the product', () => {
  it('is one of the host alone', () => {
    assert.deepEqual([commandLine, portal, sameId, { ...portal, id: 'other' }].map(isBuiltIn), [
      true,
      true,
      false,
      false,
    ]);
    assert.equal(isBuiltInScope(sameId, 'openid'), false);
    assert.deepEqual(withBuiltInUris({ ...sameId, redirectUris: [] }).redirectUris, []);
    assert.deepEqual(withBuiltInScopes(sameId, []), []);
  });

  it('has its scopes from the start, by exactly their names', () => {
    for (const name of ['openid', 'offline_access', 'IdentityServerApi', 'TM.TestSets']) {
      assert.equal(isBuiltInScope(commandLine, name), true, name);
    }
    for (const name of ['OpenID', 'PM.User', 'PM.Partition', '', 'openid ']) {
      assert.equal(isBuiltInScope(commandLine, name), false, name);
    }
    assert.equal(isBuiltInScope(portal, 'IdentityServerApi'), false);
  });

  it('keeps its redirect URI whatever its administrators store, once', () => {
    const uris = (...redirectUris: string[]) => withBuiltInUris({ ...commandLine, redirectUris }).redirectUris;
    const own = 'http://localhost/oidc/login';
    assert.deepEqual(uris(), [own]);
    assert.deepEqual(uris('https://a.example/'), ['https://a.example/', own]);
    assert.deepEqual(uris(own), [own]);
  });

  it('keeps its scopes for people, and what else was stored, by name', () => {
    const stored: readonly ApplicationScope[] = [
      { name: 'zebra', type: 'application' },
      { name: 'openid', type: 'both' },
      { name: 'PM.User', type: 'user' },
    ];
    const scopes = withBuiltInScopes(portal, stored);
    assert.deepEqual(scopes, [
      { name: 'PM.User', type: 'user' },
      { name: 'offline_access', type: 'user' },
      { name: 'openid', type: 'user' },
      { name: 'profile', type: 'user' },
      { name: 'zebra', type: 'application' },
    ]);
    assert.deepEqual(withBuiltInScopes({ ...portal, id: 'other' }, stored), stored);
  });
});
