import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StartupError } from '../errors.ts';
import { type SeedPosition, spellPath, within } from './position.ts';
import { choice, flag, list, mapping, objectOf, optional, type Reader, required } from './shape.ts';
import { email, lineOfText, readableText, scopeName, urlName, userId, uuid } from './text.ts';

const top: SeedPosition = { file: { name: 'seed.yaml', lineOf: () => 7 }, path: [] };
const position = within(top, 'users', 2, 'x');

/** What is read, or why it is refused, without the place. */
function read<T>(reader: Reader<T>, value: unknown): T | string {
  try {
    return reader(value, position);
  } catch (error) {
    assert.ok(error instanceof StartupError);
    assert.ok(error.message.startsWith('seed.yaml, line 7: users[2].x'), error.message);
    return `refused: ${error.message.slice('seed.yaml, line 7: users[2].x'.length).trim()}`;
  }
}
const id = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const zeros = '00000000-0000-0000-0000-000000000000';

describe('a text in a seed file', () => {
  for (const [what, reader, good, bad] of [
    [
      'that people read',
      readableText,
      ['Zoë', '👩\u200d👧', 'x'.repeat(256)],
      ['', ' a', 'a\n', 'a\u202eb', 'x'.repeat(257)],
    ],
    ['by which something is found', lineOfText, ['dave', 'a b'], ['', 'dave ', '👩\u200d👧', 'a\u200bb']],
    ['that is a UUID', uuid, [id], [zeros, id.toUpperCase(), `{${id}}`, 'x']],
    ['that is the id of a user', userId, ['har-3107', id, 'a.b'], ['.', '..', 'a/b', id.toUpperCase(), zeros, '']],
    ['that names an organization', urlName, ['Acme'], ['', 'identity', 'a/b', id]],
    ['that is the name of a scope', scopeName, ['PM.User', 'a:b/c', '!'], ['', 'a b', 'a"b', 'a\\b', 'ä']],
    ['that is an e-mail address', email, ['a@example.org'], ['', 'a', 'a@b@c']],
  ] as const) {
    it(`${what} is taken as it stands, or refused with the place`, () => {
      for (const text of good) assert.equal(read(reader, text), text);
      for (const text of bad) assert.match(String(read(reader, text)), /^refused: /, text);
    });
  }

  it('says what is missing where there is none, or something else', () => {
    assert.match(String(read(lineOfText, null)), /has no value: give it one, or leave it out\.$/);
    for (const value of [1, true, [], {}])
      assert.match(String(read(lineOfText, value)), /must be text: put it in quotes/);
  });

  it('says how a UUID is to be written, and never repeats another text', () => {
    assert.match(String(read(uuid, id.toUpperCase())), new RegExp(`must be written as ${id}`));
    for (const reader of [lineOfText, readableText, scopeName, email, urlName]) {
      assert.doesNotMatch(String(read(reader, 'hunter2 \u0007')), /hunter2/);
    }
  });
});

describe('the shape of a seed file', () => {
  const person = objectOf('a user', {
    name: required(lineOfText),
    isActive: optional(flag, true),
    kind: optional(choice('a', 'b')),
  });

  it('is read member by member, with what is not said', () => {
    assert.deepEqual(read(person, { name: 'dave' }), { name: 'dave', isActive: true, kind: undefined, position });
    assert.deepEqual(read(list(flag), [true, false]), [true, false]);
    assert.deepEqual(read(mapping, { a: 1 }), { a: 1 });
  });

  for (const [what, reader, value, why] of [
    ['a member is missing', person, {}, /lacks the member name/],
    ['a member is unknown', person, { name: 'x', isactive: true }, /\.isactive is unknown; did you mean isActive\?/],
    ['a member of every object is meant', person, { name: 'x', toString: 1 }, /\.toString is unknown/],
    ['a member has no value', person, { name: 'x', isActive: null }, /\.isActive must be true or false/],
    ['a choice is none', person, { name: 'x', kind: 'c' }, /\.kind must be one of a, b/],
    ['a switch is a text', flag, 'true', /must be true or false/],
    ['a list is a mapping', list(flag), { 0: true }, /must be a list/],
    ['one of a list is wrong', list(flag), [true, 1], /\[1\] must be true or false/],
    ['a mapping is a list', mapping, [], /must be a mapping/],
  ] as const) {
    it(`is refused where ${what}`, () => assert.match(String(read(reader as Reader<unknown>, value)), why));
  }

  it('spells its places as people write them', () => {
    assert.equal(spellPath(top), 'the file');
    assert.equal(
      spellPath(within(top, 'organizations', 0, 'users', 2, 'userName')),
      'organizations[0].users[2].userName',
    );
    assert.equal(spellPath(within(top, 'settings', 'Auth.Password')), 'settings["Auth.Password"]');
  });
});
