import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { handleOf, newHandle, organizationIn, organizationName, organizationNamed } from './handle.ts';

describe('a handle', () => {
  it('names its organization, whatever id that has', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uuid(),
          fc.string({ unit: 'binary' }).filter((id) => !id.includes('\0')),
        ),
        (id) => {
          const handle = newHandle(id.toWellFormed());
          assert.match(handle, /^[\w-]+\.[\w-]{43}$/);
          assert.equal(organizationIn(handle), id.toWellFormed());
        },
      ),
    );
  });

  it('is 66 letters long for an organization whose id is a UUID', () => {
    assert.equal(newHandle('00000000-0000-0000-0000-000000000000').length, 66);
  });

  it('gives an organization one name, which no other one has', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.string({ minLength: 14, maxLength: 18 }), (one, other) => {
        assert.notEqual(organizationName(one), organizationName(other));
        assert.equal(organizationNamed(organizationName(one)), one);
      }),
    );
  });

  it('names none where there is no dot, or no name before it', () => {
    const random = 'x'.repeat(43);
    for (const text of ['', random, `.${random}`, `abc.${random}`, 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln', 'a b.c']) {
      assert.equal(organizationIn(text), undefined, text);
    }
    assert.equal(organizationIn(handleOf('here', 'a.b')), 'here');
  });

  it('names none in another spelling of its name, nor with a NUL', () => {
    assert.equal(organizationIn(`-AA.${'x'.repeat(43)}`), undefined);
    const name = organizationName('00000000-0000-0000-0000-000000000000');
    assert.equal(organizationNamed(`${name.slice(0, -1)}B`), undefined);
  });
});
