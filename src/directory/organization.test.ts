import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { refusedName } from './organization.ts';

describe('the name of an organization or a tenant', () => {
  it('is any text that can be a segment of a URL', () => {
    for (const name of [
      'Acme',
      'Acme & Sons',
      'École',
      '学校',
      'a.b-c_d',
      "O'Neil",
      'x'.repeat(128),
      'Identities',
      '...',
    ])
      assert.equal(refusedName(name), undefined, name);
  });

  for (const [what, names, why] of [
    [
      'nothing, or stands between blanks',
      ['', ' ', ' Acme', 'Acme\t', '\u00a0Acme'],
      /empty or start or end with blanks/,
    ],
    ['longer than anybody writes', ['x'.repeat(129)], /longer than 128/],
    ['what ends a segment', ['a/b', 'a?b', 'a#b', '50%', 'a\\b', 'a\nb', 'a\u0000'], /must not contain \//],
    ['what nobody sees', ['Ac\u200bme', 'Ac\u202eme', 'Ac\u00adme'], /invisible/],
  ] as const) {
    it(`is not ${what}`, () => {
      for (const name of names) assert.match(refusedName(name) ?? 'taken', why, JSON.stringify(name));
    });
  }

  it('is no word that means something else in a URL, in any letter case', () => {
    for (const name of [
      '.',
      '..',
      'host',
      'identity',
      'Identity_',
      'portal_',
      'API',
      'connect',
      'web',
      '.well-known',
      'Health',
    ]) {
      assert.match(refusedName(name) ?? 'taken', /reserved/, name);
    }
  });

  it('that is taken leads to one segment of a URL and back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 130 }), (name) => {
        if (refusedName(name) !== undefined) return;
        const { pathname } = new URL(`https://id.example/${name}/identity`);
        const [, first, second, ...rest] = pathname.split('/');
        assert.deepEqual([decodeURIComponent(first ?? ''), second, rest], [name, 'identity', []]);
      }),
      { numRuns: 2000 },
    );
  });
});
