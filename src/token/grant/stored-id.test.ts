import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { storedId } from './stored-id.ts';

describe('the id under which something presented is kept', () => {
  it('leads nobody back to what was presented, and is always the same', () => {
    fc.assert(
      fc.property(fc.constantFrom('AuthorizationCode', 'RefreshToken', 'Session'), fc.string(), (model, value) => {
        const id = storedId(model, value);
        assert.match(id, /^[\w-]{43}$/);
        assert.equal(id, storedId(model, value));
        assert.ok(value === '' || value.length < 5 || !id.includes(value));
      }),
    );
  });

  it('is the id itself of a grant, which is never presented', () => {
    assert.equal(storedId('Grant', 'abc'), 'abc');
  });
});
