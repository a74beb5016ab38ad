import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { describe, it } from 'node:test';
import { auditEvents } from '../../directory/audit/message.ts';
import { de } from '../../directory/message-template/de.ts';
import { ro } from '../../directory/message-template/ro.ts';
import { chooseLanguage, formsOf, languages, languageTags, translator } from './language.ts';
import { en, type TextKey } from './languages/en.ts';

const places = (text: string): string[] =>
  [...text.matchAll(/\{(\w+)(?::[^{}]*)?\}/g)].map(([, name]) => String(name)).sort();

describe('the languages of the pages', () => {
  for (const tag of languageTags) {
    it(`have the same texts with the same places: ${tag}`, () => {
      const texts: Record<string, string> = languages[tag];
      assert.deepEqual(Object.keys(texts), Object.keys(en));
      for (const [key, text] of Object.entries(texts)) {
        assert.notEqual(text.trim(), '', key);
        const known = places(en[key as TextKey]);
        // A refusal stands beside its field, so that a translation need not name the field as the API does.
        const expected = key.startsWith('refusal.') ? known.filter((place) => places(text).includes(place)) : known;
        assert.deepEqual(places(text), expected, key);
      }
    });
  }

  for (const tag of languageTags) {
    it(`have as many forms of a word beside a number as the language has: ${tag}`, () => {
      for (const [key, text] of Object.entries<string>(languages[tag])) {
        for (const [, words = ''] of text.matchAll(/\{\w+:([^{}]*)\}/g)) {
          const forms = words.split('|');
          assert.equal(forms.length, formsOf(tag).length, key);
          assert.ok(tag !== 'ro' || /^de /.test(forms.at(-1) ?? ''), `${key}: 20 de ${forms[1]}`);
        }
      }
    });
  }

  it('have no noun beside a number without its forms in Romanian, where a number from 20 on takes “de”', () => {
    const numbers = 'count|limit|minutes|argument|total|covered|kept|days|most|factors|length|refused';
    const noNouns = ['din', 'nu', 'în', 'într', 'o', 'trebuie'];
    for (const [key, text] of Object.entries<string>(languages.ro)) {
      for (const [, word = ''] of text.matchAll(new RegExp(`\\{(?:${numbers})\\} (\\p{Ll}+)`, 'gu'))) {
        assert.ok(noNouns.includes(word), `${key}: ${word}`);
      }
    }
  });

  it('have no text twice, of which one would hide the other', async () => {
    const files = globSync(`${import.meta.dirname}/languages/en/*.ts`);
    const parts = await Promise.all(files.map(async (file) => (await import(file)) as Record<string, object>));
    const keys = parts.flatMap((part) => Object.values(part).flatMap(Object.keys));
    assert.deepEqual(keys.toSorted(), Object.keys(en).toSorted());
  });

  // Whoever reads of two things looks for the second one.
  const oneThing: readonly (readonly [tag: 'de' | 'ro', called: string, never: RegExp, but?: RegExp])[] = [
    ['de', 'Passwort', /Kennwort/i],
    ['de', 'Token, one and many', /tokens\b/i],
    ['de', 'Audit-Protokoll', /Auditprotokoll/],
    ['ro', 'a se conecta', /autentific/i, /aplicați[\p{L}]* de autentificare/giu],
    ['ro', 'token', /jeton/i],
    ['ro', 'entitate', /chiriaș|tenant/i],
  ];
  for (const [tag, called, never, but = /(?!)/g] of oneThing) {
    it(`call a thing by one name: ${tag}, ${called}`, () => {
      const texts: readonly string[] = [
        ...Object.values(languages[tag]),
        ...auditEvents(tag).map(([, sentence]) => sentence),
        JSON.stringify({ de, ro }[tag]),
      ];
      for (const text of texts) assert.doesNotMatch(text.replaceAll(but, '').replaceAll(/\{\w+/g, ''), never);
    });
  }

  it('are as many as there are files', () => assert.deepEqual(languageTags, ['en', 'de', 'ro']));
});

describe('a text', () => {
  it('has its places filled', () => {
    assert.equal(translator('de')('account.greeting', { user: 'Harry' }), 'Hallo, Harry');
  });

  it('has the word that a number takes', () => {
    const said = (tag: 'en' | 'de' | 'ro', count: number | string) => translator(tag)('person.bulk.people', { count });
    assert.deepEqual(
      [0, 1, 2, 1000].map((count) => said('en', count)),
      [...['0 people', '1 person', '2 people', '1,000 people']],
    );
    assert.deepEqual(
      [1, 2].map((count) => said('de', count)),
      ['1 Person', '2 Personen'],
    );
    assert.deepEqual(
      [0, 1, 2, 19, 20, 100, 101, 119, 10_000, '20', '1.002', 'peste 10.000'].map((n) => said('ro', n)),
      [
        ...['0 persoane', '1 persoană', '2 persoane', '19 persoane', '20 de persoane', '100 de persoane'],
        ...['101 persoane', '119 persoane', '10.000 de persoane', '20 de persoane', '1.002 persoane'],
        'peste 10.000 de persoane',
      ],
    );
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
