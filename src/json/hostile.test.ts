import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { changePassword, createUser, everything, updateUser } from './commands.fixture.ts';
import { readJson } from './read.ts';
import type { ObjectShape } from './shape.ts';

const SIZE = 1_000_000;

/** Far above what the slowest of these takes, far below what anything quadratic would. */
const LIMIT_MS = 5_000;

const shapes: readonly ObjectShape[] = [changePassword, createUser, updateUser, everything];

const repeated = (unit: string): string => unit.repeat(Math.floor(SIZE / unit.length));

const bodies: Readonly<Record<string, string>> = {
  'arrays without end': `{"x":${repeated('[')}`,
  'arrays in a list of lists': `{"gg":${repeated('[')}`,
  'objects without end': repeated('{"all":'),
  'objects that end': `{"x":${'['.repeat(SIZE / 2)}${']'.repeat(SIZE / 2)}}`,
  'constructors without end': `{"x":${repeated('new X(')}`,
  'elements with an error each': `{"gg":[${repeated('"x",')}]}`,
  'members with an error each': `{${repeated('"g":"x",')}}`,
  'errors under a name of half a megabyte': `{"m":{"${'a'.repeat(SIZE / 2)}":x},"gg":[${'"x",'.repeat(SIZE / 8)}]}`,
  'errors of control characters': `{${repeated(`"g":"${'\u0001'.repeat(600)}",`)}}`,
  'objects under long names': repeated(`{"${'\u0001.'.repeat(1800)}":`),
  'a name to be escaped': `{"${repeated('\u0001.')}":{"a":x}}`,
  'a number of a million digits': `{"x":${repeated('1')}}`,
  'a number of a million zeros': `{"x":${repeated('0')}x}`,
  'a hexadecimal number of a million zeros': `{"l":0x${repeated('0')}-}`,
  'an exponent of a million digits': `{"l":1e${repeated('9')}}`,
  'a million dots': `{"x":1${repeated('.')}}`,
  'digits in a string': `{"l":"${repeated('1')}"}`,
  'zeros in a string': `{"l":"${repeated('0')}x"}`,
  'blanks in a string': `{"l":"${repeated(' ')}x"}`,
  'a uuid of groups without end': `{"g":"{0x1${repeated(',0x1')}"}`,
  'a uuid of brackets': `{"g":"${repeated('{')}"}`,
  'an enumeration of names without end': `{"t":"${repeated('user,')}user"}`,
  'a date without end': `{"g":"/Date(1+01${repeated(')')}"}`,
  'comments without end': `{${repeated('/**/')}`,
  'one comment without end': `/*${repeated('*')}`,
  'line ends': repeated('\r'),
  escapes: `{"s":"${repeated('\\u0041')}"}`,
  'halves of surrogate pairs': `{"s":"${repeated('\\ud83d')}"}`,
  'unknown escapes': `{"s":"${repeated('\\q')}"}`,
  backslashes: repeated('\\'),
  quotes: repeated('"'),
  'NUL characters': repeated('\0'),
  commas: `{"gg":[${repeated(',')}`,
  colons: `{"x"${repeated(':')}`,
  'named objects': `{"ls":[${Array.from({ length: SIZE / 20 }, (_, i) => `{"$id":"${i}"}`).join(',')}]}`,
  'members of a map': `{"m":{${Array.from({ length: SIZE / 20 }, (_, i) => `"a${i}":"1"`).join(',')}}}`,
  'unknown members': `{${Array.from({ length: SIZE / 20 }, (_, i) => `"a${i}":1`).join(',')}}`,
};

describe('A hostile body', () => {
  for (const [name, body] of Object.entries(bodies)) {
    it(`of ${name} is answered in good time`, () => {
      const start = performance.now();
      const result = readJson(body, everything);
      assert.ok(performance.now() - start < LIMIT_MS);
      assert.ok(result.ok || (result.errors.length >= 1 && result.errors.length <= 200));
      assert.ok(result.ok || JSON.stringify(result.errors).length < 48_000);
    });
  }

  it('is never answered with more than 200 errors', () => {
    const result = readJson(`{"gg":[${'"x",'.repeat(1000)}]}`, everything);
    assert.ok(!result.ok);
    assert.equal(result.errors.length, 200);
    assert.equal(result.errors[199]?.key, 'gg[199]');
  });

  it('of any characters does not make the reader throw', () => {
    const character = fc.constantFrom(
      ...'{}[]()<,:;"\'\\/*$tfnuNIx-+.eE019 \r\n\t\0é😀'.split(''),
      'true',
      'null',
      'new X(',
      '"gg":',
      '"all":',
      '"m":',
    );
    const soup = fc.array(character, { maxLength: 60 }).map((parts) => `{"all":{${parts.join('')}`);
    const answered = fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (body) => {
      for (const shape of shapes) {
        const result = readJson(body, shape);
        if (result.ok) continue;
        assert.ok(result.errors.length > 0);
        for (const { key, message } of result.errors) assert.ok(key.isWellFormed() && message.isWellFormed());
      }
    });
    fc.assert(answered, { numRuns: 3000 });
  });
});
