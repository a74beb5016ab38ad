import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { messageTemplates, type PlaceholderValues, placeholders } from '../message-template.ts';
import { builtInTemplate, composeMessage } from './compose.ts';
import { type OwnText, readOwnText } from './own-text.ts';
import { renderTemplate } from './render.ts';

const valuesOf = (value: string): PlaceholderValues =>
  Object.fromEntries(placeholders.map((name) => [name, value])) as PlaceholderValues;

function read(html: string): OwnText {
  const result = readOwnText(html);
  return 'refused' in result ? assert.fail(result.refused) : result;
}

const html = { as: 'html', unknown: 'drop' } as const;
const visible = { as: 'html', unknown: 'keep' } as const;

describe('a template', () => {
  it('gets its values, whatever the case and the blanks around the name', () => {
    const rendering = renderTemplate('{{link}} {{ LINK }} {{Link}}', valuesOf('x'), html);
    assert.deepEqual(rendering, { text: 'x x x', unknown: [] });
  });

  it('leaves out what it does not know, or shows it, and names it once either way', () => {
    const template = 'a{{no}}b{{ no }}c{{constructor}}d{{}}';
    const unknown = ['no', 'constructor', ''];
    assert.deepEqual(renderTemplate(template, valuesOf('x'), html), { text: 'abcd', unknown });
    assert.deepEqual(renderTemplate(template, valuesOf('x'), visible), { text: template, unknown });
  });

  it('never reads a value as a template', () => {
    assert.equal(renderTemplate('{{email}}', valuesOf('{{link}}$&'), html).text, '{{link}}$&amp;');
  });

  it('cannot be made to say more than text, whatever the values are', () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"><script>', "' onclick='x", '`', '\r\nBcc: a@b.c'),
    );
    fc.assert(
      fc.property(anything, fc.constantFrom(...placeholders), (value, name) => {
        const { text } = renderTemplate(`<p title="{{${name}}}">{{${name}}}</p>`, valuesOf(value), html);
        const inside = text.slice('<p title="'.length, -'</p>'.length);
        const [attribute = '', content = '', ...rest] = inside.split('">');
        assert.equal(rest.length, 0);
        for (const part of [attribute, content]) assert.doesNotMatch(part, /[<>"'`=\p{Cc}]|&(?!#?\w+;)/u);
      }),
    );
  });

  it('of any form becomes a message with a clean subject, and never an error', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '{{',
        '}}',
        '{{link}}',
        '<title>',
        '</title>',
        '<a href="',
        '">',
        '<!--',
        '-->',
        '&#x110000;',
        '&lt;',
        '<',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece), fc.string(), fc.boolean(), (pieces, value, isPreview) => {
        const template = pieces.join('');
        const own = readOwnText(template);
        if ('refused' in own) return assert.match(own.refused, /^[A-Z].*\.$/);
        const options = { language: undefined, own, isPreview };
        const message = composeMessage('ForgotPassword', valuesOf(value), options);
        assert.doesNotMatch(message.subject, /[\p{Cc}\u2028\u2029]/u);
        assert.ok(message.subject.length <= 200);
        assert.ok(message.text.isWellFormed() || !template.isWellFormed());
      }),
    );
  });
});

describe('a message of the server', () => {
  for (const { name } of messageTemplates) {
    for (const language of ['en', 'de', 'ro']) {
      it(`${name} in ${language} uses no placeholder that is not known`, () => {
        const options = { language, own: undefined, isPreview: false };
        const message = composeMessage(name, valuesOf('VALUE'), options);
        assert.deepEqual(message.unknownPlaceholders, []);
        assert.notEqual(message.subject, '');
        assert.doesNotMatch(message.text + message.html, /\{\{|undefined/);
      });
    }
  }

  it('says the same when an organization stores the built-in text as its own', () => {
    const values = valuesOf('x');
    const own = composeMessage('UserInvitation', values, {
      language: 'en',
      own: read(builtInTemplate('UserInvitation')),
      isPreview: false,
    });
    const builtIn = composeMessage('UserInvitation', values, { language: 'en', own: undefined, isPreview: false });
    assert.equal(own.html, builtIn.html);
    assert.equal(own.subject, builtIn.subject);
    assert.match(own.text, /Accept invitation \(x\)/);
  });

  it('is English where a language is not there', () => {
    for (const language of ['fr', 'constructor', '', 'EN-us']) {
      const message = composeMessage('TestEmail', valuesOf('x'), { language, own: undefined, isPreview: false });
      assert.match(message.subject, /^Test message/);
    }
  });
});

describe('the text of an HTML message', () => {
  it('has the words and the links, and nothing of head, style and script', () => {
    const page = `<head><title>T</title><style>p{}</style></head><p>One &amp; <b>two</b><br>three
      <a href='https://x.example/?a=1&amp;b=2'>here</a></p><script>alert(1)</script><!-- no --><ul><li>four</ul>`;
    const { text, title } = read(page);
    assert.equal(text, 'One & two\nthree here (https://x.example/?a=1&b=2)\n\nfour');
    assert.equal(title, 'T');
  });

  it('is read in a time that grows with its length only', () => {
    for (const piece of ['<a href=', '<', '<!--', '&#', '{{', '<title>', '<a \t', ' \n']) {
      const long = piece.repeat(200_000 / piece.length);
      readOwnText(long);
    }
  });
});
