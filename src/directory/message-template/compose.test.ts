import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cause } from '../cause.ts';
import {
  fixedMessages,
  type MessageName,
  messageTemplates,
  type PlaceholderValues,
  placeholders,
} from '../message-template.ts';
import type { LockedSource } from '../outbox.ts';
import { causeText, composeMessage, sourceText } from './compose.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { placeholderOf, placeholderPattern } from './render.ts';
import { ro } from './ro.ts';
import type { LanguageTexts } from './text.ts';

const languages: Readonly<Record<string, LanguageTexts>> = { en, de, ro };
const names: readonly MessageName[] = [...messageTemplates.map(({ name }) => name), ...fixedMessages];
const values = Object.fromEntries(placeholders.map((name) => [name, `«${name}»`])) as PlaceholderValues;
const options = (language: string | undefined) => ({ language, own: undefined, isPreview: false });

/** Every text of a language, under the way to it. */
function textsOf(node: unknown, way = ''): readonly (readonly [way: string, text: string])[] {
  if (typeof node === 'string') return [[way, node]];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => textsOf(value, `${way}/${key}`));
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{+([^{}]*)\}+/g)].map(([, inner = '']) => inner).sort();

for (const [language, texts] of Object.entries(languages)) {
  describe(`the letters in the language ${language}`, () => {
    it('have every text, and none that is left in English', () => {
      const all = textsOf(texts);
      for (const [way, text] of all) assert.notEqual(text.trim(), '', way);
      if (language === 'en') return;
      const english = new Map(textsOf(en));
      const same = all.filter(([way, text]) => english.get(way) === text).map(([way]) => way);
      assert.deepEqual(same, []);
      assert.deepEqual(all.map(([way]) => way).sort(), [...english.keys()].sort());
    });

    it('speak of the same things as in English, message by message', () => {
      const spoken = (one: LanguageTexts) =>
        names.map((name) => [name, [...new Set(namesIn(JSON.stringify(one.messages[name])))]]);
      assert.deepEqual(spoken(texts), spoken(en));
      for (const part of ['sources', 'causes'] as const) {
        for (const [key, text] of Object.entries(texts[part])) {
          const english = (en[part] as Readonly<Record<string, string>>)[key] ?? '';
          assert.deepEqual(namesIn(text), namesIn(english), `${part}/${key}`);
        }
      }
      assert.deepEqual(namesIn(texts.browser), ['browser']);
    });

    it('hold no place that nothing would be put into', () => {
      for (const [way, text] of textsOf(texts.messages)) {
        for (const [, inner = ''] of text.matchAll(placeholderPattern))
          assert.ok(placeholderOf(inner), `${way}: ${inner}`);
      }
    });

    it('are texts and no HTML, of which nothing would have to be escaped', () => {
      for (const [way, text] of textsOf(texts)) assert.doesNotMatch(text, /[<>&]|\$[&`']/, way);
    });

    for (const name of names) {
      it(`say subject, HTML and text alike, with nothing left to fill in: ${name}`, () => {
        const { subject, html, text, unknownPlaceholders } = composeMessage(name, values, options(language));
        assert.deepEqual(unknownPlaceholders, []);
        for (const part of [subject, html, text]) assert.doesNotMatch(part, /\{\{|\}\}|undefined/);
        assert.ok(html.includes(`<html lang="${language}">`));
        assert.ok(html.includes(subject) && subject.length > 5 && !subject.includes('\n'));
        for (const said of ['«displayName»', '«userName»', '«organization»', '«url»']) {
          assert.ok(html.includes(said) && text.includes(said), said);
        }
        const { link } = texts.messages[name];
        assert.equal(html.includes('href="«link»"'), link !== undefined);
        assert.equal(text.includes('«link»'), link !== undefined);
        assert.equal(text.includes('«expires»'), link !== undefined);
        assert.ok(link === undefined || (html.includes(`>${link}</a>`) && text.includes(`${link}: «link»`)));
      });
    }
  });
}

describe('the built-in frame of a letter', () => {
  it('holds in programs that know cells and no style sheets, and has the subject as its heading', () => {
    const look = { colours: { ground: '#7a1f3d', ink: '#ffffff' }, hasLogo: false };
    for (const name of names) {
      const { subject, html } = composeMessage(name, values, { ...options('en'), look });
      assert.doesNotMatch(html, /<(?:style|link|script|div)\b/);
      assert.ok(html.includes(`>${subject}</h1>`), name);
      assert.equal(html.match(/<table role="presentation"/g)?.length, html.match(/<\/table>/g)?.length);
      assert.equal(html.includes('bgcolor="#7a1f3d"'), html.includes('href="«link»"'), name);
    }
  });
});

describe('the language of a letter', () => {
  const greeting = (language: string | undefined) =>
    composeMessage('TestEmail', values, options(language)).text.split(' ')[0];
  const [english, german, romanian] = [en, de, ro].map((texts) => texts.greeting.split(' ')[0]);

  it('is that of the person, whatever the country', () => {
    assert.deepEqual(['en', 'en-US', 'EN-gb'].map(greeting), [english, english, english]);
    assert.deepEqual(['de', 'DE', 'de-AT'].map(greeting), [german, german, german]);
    assert.deepEqual(['ro', 'ro-MD'].map(greeting), [romanian, romanian]);
  });

  it('is English for any other, and for words that only look like one', () => {
    for (const language of [undefined, '', 'fr', 'den', 'constructor', '__proto__', '-de', 'toString']) {
      assert.equal(greeting(language), english, String(language));
    }
  });
});

describe('the subject of a letter', () => {
  it('is one line of at most 200 characters, whatever it is told', () => {
    const subject = (organization: string) =>
      composeMessage('UserInvitation', { ...values, organization }, options('en')).subject;
    assert.equal(subject('A\r\nBcc: thief@example.org'), 'You are invited to A Bcc: thief@example.org');
    assert.equal(subject('x'.repeat(500)).length, 200);
    // Cut in the middle of a character, it must not end in half of it.
    assert.ok(subject('😀'.repeat(200)).isWellFormed() && subject(`x${'😀'.repeat(200)}`).isWellFormed());
  });
});

describe('what a letter says of who did it', () => {
  const browser = { browser: 'Firefox', system: 'Linux' };
  for (const [what, cause, expected] of [
    ['the owner', { by: 'owner', address: '192.0.2.1', ...browser }, /address 192\.0\.2\.1, with Firefox, Linux\.$/],
    [
      'anybody',
      { by: 'anybody', address: '192.0.2.1', browser: undefined, system: 'iPhone' },
      /192\.0\.2\.1, with iPhone\.$/,
    ],
    [
      'the owner, of whose browser nothing is known',
      { by: 'owner', address: '::1', browser: undefined, system: undefined },
      /address ::1\.$/,
    ],
    ['the owner, from nobody knows where', { by: 'owner', address: null, ...browser }, /^$/],
    ['an administrator', { by: 'administrator', name: 'Minerva' }, /by Minerva, an administrator\.$/],
    ['an application', { by: 'application', name: 'Portal' }, /the application Portal\.$/],
    ['whoever runs the server', { by: 'operator' }, /the operator of the server\.$/],
  ] as const satisfies readonly (readonly [string, Cause, RegExp])[]) {
    it(`names ${what}`, () => assert.match(causeText(cause, 'en'), expected));
  }

  it('takes a name as it is, and fills nothing in that stands there', () => {
    for (const name of ['$& $1 $`', '{name}', '{{link}}', '{address}']) {
      for (const language of ['en', 'de', 'ro']) {
        assert.ok(causeText({ by: 'administrator', name }, language).includes(name), `${language}: ${name}`);
      }
    }
  });

  it('says in every language whose attempts are refused, and from which network', () => {
    const kinds = Object.keys(en.sources) as LockedSource['kind'][];
    for (const language of Object.keys(languages)) {
      const sentences = kinds.map((kind) => sourceText({ kind, network: '192.0.2.0/24' }, language));
      assert.equal(new Set(sentences).size, kinds.length, language);
      for (const sentence of sentences) assert.doesNotMatch(sentence, /[{}]/);
      assert.equal(
        sentences.filter((sentence) => sentence.includes('192.0.2.0/24')).length,
        Object.values(en.sources).filter((sentence) => sentence.includes('{network}')).length,
      );
    }
  });
});
