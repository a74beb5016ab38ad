import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consolePages } from './pages.ts';

describe('the addresses of the console', () => {
  it('hide nobody, whatever id somebody has: `new` is an id like any other', () => {
    const freeIds = ['people', 'groups', 'robots', 'applications'];
    const hiding = consolePages
      .map(({ path }) => path.split('/'))
      .filter(([area = '', id]) => freeIds.includes(area) && id !== undefined && id !== '{id}');
    assert.deepEqual(hiding, []);
  });
});
