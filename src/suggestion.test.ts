import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { suggestion } from './suggestion.ts';

const known = ['userName', 'email', 'password', 'groups'];

describe('a suggestion for a name that is unknown', () => {
  for (const [given, expected] of [
    ['username', 'did you mean userName?'],
    ['userNmae', 'did you mean userName?'],
    ['mail', 'did you mean email?'],
    ['e-mail', 'did you mean email?'],
    ['passwort', 'did you mean password?'],
    ['group', 'did you mean groups?'],
    ['shoeSize', 'a user has userName, email, password, groups'],
    ['', 'a user has userName, email, password, groups'],
  ] as const) {
    it(`is "${expected}" for "${given}"`, () => assert.equal(suggestion(given, known, 'a user has'), expected));
  }

  it('is the name itself for the name, and for it with one letter more or less', () => {
    fc.assert(
      fc.property(fc.constantFrom(...known), fc.nat(), fc.constantFrom(...'abcxyz'), (name, position, letter) => {
        const at = position % name.length;
        for (const text of [
          name,
          name.toUpperCase(),
          name.slice(0, at) + letter + name.slice(at),
          name.slice(0, at) + name.slice(at + 1),
        ]) {
          assert.equal(suggestion(text, known, ''), `did you mean ${name}?`, text);
        }
      }),
    );
  });
});
