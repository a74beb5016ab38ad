import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isWholePath } from './path.ts';

describe('a path that names the service itself', () => {
  it('stands below no prefix of ours', () => {
    for (const path of ['/portal_/api', '/audit_/x', '/orchestrator_/']) assert.equal(isWholePath(path), true, path);
    for (const path of ['/portal', '/portal_', '/api/portal_/x', '/Portal_/x'])
      assert.equal(isWholePath(path), false, path);
  });
});
