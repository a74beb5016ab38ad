import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changePassword, createUser, everything, updateUser } from './commands.fixture.ts';
import { readForgivingly, readJson } from './read.ts';
import type { ObjectShape } from './shape.ts';
import { bindStrict } from './strict.ts';

const uuid = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

/** Values that come near to what some member takes. */
const leaf = fc.oneof(
  fc.constantFrom(null, true, false, 0, 1, -1, 1.5, 1e300, '', 'true', 'user', 'ROBOT', '3', uuid, uuid.toUpperCase()),
  fc.constantFrom('2021-10-19T15:37:49Z', '9999-12-31T24:00:00', '/Date(99999999999999999)/', '\ud83d', '\u2028', 'é'),
  fc.string({ unit: 'binary' }),
);

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { weight: 4, arbitrary: leaf },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.array(leaf, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', '$id', '__proto__', 'LoginProvider'), tie('value')) },
  ),
}));

/** A valid object of members that the shape has, in any case and any number of times, and of members it has not. */
function bodyFor(shape: ObjectShape): fc.Arbitrary<string> {
  const known = fc.constantFrom(...Object.keys(shape.members));
  const name = fc.oneof(
    { weight: 8, arbitrary: known },
    { weight: 1, arbitrary: known.map((n) => n.toUpperCase()) },
    { weight: 1, arbitrary: fc.constantFrom('extra', '', '$id', '$ref', '__proto__', 'a.b', 'é') },
  );
  const member = fc.tuple(name, anyValue).map(([n, v]) => `${JSON.stringify(n)}:${JSON.stringify(v)}`);
  return fc.array(member, { maxLength: 5 }).map((members) => `{${members.join(',')}}`);
}

const shapes: readonly ObjectShape[] = [changePassword, createUser, updateUser, everything];

describe('The short way through JSON.parse', () => {
  it('agrees with the forgiving reader on valid JSON of any kind', () => {
    for (const shape of shapes) {
      const agrees = fc.property(bodyFor(shape), (body) => {
        assert.deepEqual(readJson(body, shape), readForgivingly(body, shape));
      });
      fc.assert(agrees, { numRuns: 2000 });
    }
  });

  it('agrees with the forgiving reader on JSON that does not fit at all', () => {
    const agrees = fc.property(fc.json(), (body) => {
      assert.deepEqual(readJson(body, everything), readForgivingly(body, everything));
    });
    fc.assert(agrees, { numRuns: 500 });
  });

  const taken = [
    '{"oldPassword":"al0h0m0ra","newPassword":"patr0nu5"}',
    ' { "newPassword" : "é", "oldPassword":null, "bypassBasicAuthRestriction":true, "note":"x" }',
    '{}',
  ];
  for (const body of taken) {
    it(`is taken for ${body}`, () => {
      assert.notEqual(bindStrict(body, changePassword), undefined);
    });
  }

  const left = [
    '{"oldPassword":"a","oldPassword":"b"}',
    '{"oldPassword":"a","OldPassword":"b"}',
    '{"oldPassword":1}',
    '{"oldPassword":"\\u0041"}',
    '{"extra":{"a":1}}',
    '{"extra":"9999-12-31T24:00:00"}',
    '{"$id":"1"}',
    '{"bypassBasicAuthRestriction":null}',
    '{"bypassBasicAuthRestriction":"true"}',
    "{'oldPassword':'a'}",
    '[]',
    '',
  ];
  for (const body of left) {
    it(`is left for ${body === '' ? 'an empty body' : body}`, () => {
      assert.equal(bindStrict(body, changePassword), undefined);
    });
  }
});
