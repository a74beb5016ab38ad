import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { describe, it } from 'node:test';
import { chooseLanguage, languages, languageTags, translator } from './language.ts';
import { en, type TextKey } from './languages/en.ts';

const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

describe('the languages of the pages', () => {
  for (const tag of languageTags) {
    it(`have the same texts with the same places: ${tag}`, () => {
      const texts: Record<string, string> = languages[tag];
      assert.deepEqual(Object.keys(texts), Object.keys(en));
      for (const [key, text] of Object.entries(texts)) {
        assert.notEqual(text.trim(), '', key);
        const known = places(en[key as TextKey]);
        // A refusal stands beside its field, so that a translation need not name the field as the API does.
        const expected = key.startsWith('refusal.') ? known.filter((place) => text.includes(place)) : known;
        assert.deepEqual(places(text), expected, key);
      }
    });
  }

  it('have no text twice, of which one would hide the other', async () => {
    const files = globSync(`${import.meta.dirname}/languages/en/*.ts`);
    const parts = await Promise.all(files.map(async (file) => (await import(file)) as Record<string, object>));
    const keys = parts.flatMap((part) => Object.values(part).flatMap(Object.keys));
    assert.deepEqual(keys.toSorted(), Object.keys(en).toSorted());
  });

  it('are as many as there are files', () => assert.deepEqual(languageTags, ['en', 'de', 'ro']));
});

describe('a text', () => {
  it('has its places filled', () => {
    assert.equal(translator('de')('account.greeting', { user: 'Harry' }), 'Hallo, Harry');
  });

  it('shows a place for which there is nothing, instead of hiding it', () => {
    assert.equal(translator('en')('account.greeting'), 'Hello, {user}');
  });

  it('does not take a value for a place', () => {
    assert.equal(translator('en')('account.greeting', { user: '{user}' }), 'Hello, {user}');
  });
});

describe('the language of a page', () => {
  const cases: readonly (readonly [string, Parameters<typeof chooseLanguage>[0], string])[] = [
    ['is English when nobody says anything', {}, 'en'],
    ['is what the application asks for before everything else', { uiLocales: 'ja de', setting: 'ro' }, 'de'],
    ["is the user's own before what was chosen in the browser", { setting: 'ro', chosen: 'de' }, 'ro'],
    ['is what was chosen in the browser before what that accepts', { chosen: 'ro', acceptLanguage: 'de' }, 'ro'],
    ['is what the browser likes best', { acceptLanguage: 'en;q=0.5, de-AT;q=0.9, fr' }, 'de'],
    ['is the first of equals', { acceptLanguage: 'ro, de' }, 'ro'],
    ['is none that the browser excludes', { acceptLanguage: 'de;q=0, *;q=0.5' }, 'en'],
    ['is English for a setting that the pages do not speak', { setting: 'zh-cn' }, 'en'],
    [
      'falls back to the browser for a setting that the pages do not speak',
      { setting: 'ja', acceptLanguage: 'de' },
      'de',
    ],
    ['survives nonsense', { setting: '../..', uiLocales: '  ', acceptLanguage: ';q=;,,q' }, 'en'],
  ];
  for (const [sentence, wishes, expected] of cases) {
    it(sentence, () => assert.equal(chooseLanguage(wishes), expected));
  }
});
