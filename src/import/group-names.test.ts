import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { groupNames } from './group-names.ts';
import { type Mapping, noMapping } from './mapping.ts';

const named = (groups: readonly string[], roles: readonly string[] = [], mapping = noMapping, isOurs = false) => {
  const { names, fates } = groupNames({ groups, roles }, mapping, isOurs);
  return { names, fates: [...new Set(fates.map(({ field, fate }) => `${field} ${fate}`))] };
};
const mapping = (about: Partial<Mapping>): Mapping => ({ ...noMapping, ...about });

describe('the groups of a person who is imported', () => {
  it('are one for each step of a path', () => {
    assert.deepEqual(named(['/Hall/Night/Trainees']), {
      names: ['Hall', 'Hall/Night', 'Hall/Night/Trainees'],
      fates: ['groups mapped'],
    });
  });

  it('have slashes in their names where these are no paths', () => {
    assert.deepEqual(named(['R/D', '/Hall']), { names: ['R/D', 'Hall'], fates: [] });
  });

  it('are each there once, however it is spelled', () => {
    assert.deepEqual(named(['Choir', ' CHOIR', '/choir']).names, ['choir']);
  });

  it('are no built-in ones because of a name, unless the mapping or an export of our own says so', () => {
    assert.deepEqual(named(['administrators'], ['Administrators']), {
      names: [],
      fates: ['groups lost', 'roles lost'],
    });
    const groups = new Map([['BOSSES', 'Administrators']]);
    assert.deepEqual(named(['bosses'], [], mapping({ groups })).names, ['Administrators']);
    assert.deepEqual(named(['Administrators'], [], noMapping, true).names, ['Administrators']);
  });

  it('never are the one that everybody is in', () => {
    assert.deepEqual(named(['Everyone'], [], noMapping, true).names, []);
  });

  it('come from roles, too, but for those that the mapping leaves out', () => {
    assert.deepEqual(named([], ['editor']), { names: ['editor'], fates: ['roles mapped'] });
    const roles = new Map<string, string | false>([
      ['EDITOR', 'Editors'],
      ['GUEST', false],
    ]);
    assert.deepEqual(named([], ['editor', 'guest', 'other'], mapping({ roles, otherRoles: false })), {
      names: ['Editors'],
      fates: ['roles mapped', 'roles lost'],
    });
  });

  it('are lost where no group can have the name', () => {
    assert.deepEqual(named(['x'.repeat(257), 'a\u0000b', ' ']), { names: [], fates: ['groups lost'] });
  });
});
