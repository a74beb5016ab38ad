import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readDetails } from './difference.ts';

describe('the details of an audit entry', () => {
  it('are a difference member by member, of what is not the same', () => {
    const json = JSON.stringify({ before: { name: 'x', isActive: true }, after: { name: 'y', isActive: true }, by: 3 });
    assert.deepEqual(readDetails(json), {
      differences: [{ member: 'name', before: 'x', after: 'y' }],
      others: [['by', 3]],
    });
  });

  it('are one difference where a setting has changed', () => {
    const json = JSON.stringify({ key: 'Branding.DisplayName', before: null, after: 'School' });
    assert.deepEqual(readDetails(json).differences, [
      { member: 'Branding.DisplayName', before: undefined, after: 'School' },
    ]);
  });

  it('are shown as they are where nothing has changed', () => {
    assert.deepEqual(readDetails('{"scopes":["PM.User"]}'), { differences: [], others: [['scopes', ['PM.User']]] });
  });
});
