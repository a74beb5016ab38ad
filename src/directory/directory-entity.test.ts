import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DirectoryEntity, shownTo } from './directory-entity.ts';
import type { Actor } from './permission/actor.ts';
import { permit } from './permission.ts';

const minerva: DirectoryEntity = {
  ...{ kind: 'user', id: 'min', name: 'minerva', email: 'minerva@example.org', displayName: 'Minerva' },
  ...{ firstName: 'Minerva', lastName: 'McGonagall', accountType: 'user', isActive: true },
  ...{ extensionAttributes: { house: 'Gryffindor' }, createdAt: 7 },
};
const base: Actor = {
  ...{ type: 'user', id: 'me', organizationId: 'school', name: 'me', email: null },
  ...{ isFirstParty: false, isHost: false, isAdministrator: true, tokenEpoch: 1, scopes: [] },
};
const shown = (scopes: readonly string[], isAdministrator = true) =>
  shownTo(permit({ ...base, scopes, isAdministrator } as Actor, 'profile.read', 'school'), minerva);

describe('what of a person is shown to others', () => {
  it('is everything to who manages accounts and reads people', () => {
    for (const scope of ['PM.User', 'PM.User.Read', 'PM.Directory', 'PM.Directory.Read']) {
      assert.deepEqual(shown([scope]), minerva, scope);
    }
  });

  it('is who there is, and nothing private, to anybody else', () => {
    const known = { ...minerva, email: null, extensionAttributes: null, createdAt: undefined };
    assert.deepEqual(shown(['PM.Group.Read']), known);
    assert.deepEqual(shown(['PM.User'], false), known);
    assert.deepEqual(shown([], false), known);
  });
});
