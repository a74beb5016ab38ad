import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { htmlReader } from './html.ts';
import { plainText, titleOf } from './plain-text.ts';

const read = (html: string) => plainText(htmlReader()(html));
const title = (html: string) => titleOf(htmlReader()(html));

describe('what a reader without HTML sees', () => {
  for (const [what, html, expected] of [
    ['the words, with one blank between them', '<b>Hello</b>  \n <i>you</i>', 'Hello you'],
    ['a line for each paragraph', '<p>one</p><p>two</p>', 'one\n\ntwo'],
    ['a new line where there is one', 'one<br>two', 'one\ntwo'],
    ['a line for each row and cell', '<table><tr><td>a</td><td>b</td></tr></table>', 'a\n\nb'],
    [
      'the target of a link behind its words',
      '<a href=" https://example.org ">Go on</a>',
      'Go on (https://example.org)',
    ],
    ['the words alone where a link leads nowhere', '<a>Go</a> <a href="">on</a>', 'Go on'],
    ['characters, and not their references', '&lt;b&gt; &amp; &#65;', '<b> & A'],
    [
      'nothing of what nobody reads',
      '<head><title>T</title></head><body><style>p{}</style><script>x()</script><template>y</template>a',
      'a',
    ],
    ['nothing of comments', 'a<!-- b -->c', 'ac'],
    ['at most one empty line in a row', '<div><div><p>a</p></div></div><hr><hr><hr><p>b</p>', 'a\n\nb'],
    ['nothing where nothing is', '<p> </p>', ''],
  ] as const) {
    it(`is ${what}`, () => assert.equal(read(html), expected));
  }
});

describe('the subject that a text brings along', () => {
  it('is what its title says, wherever that stands', () => {
    assert.equal(title('<title> Hello {{userName}} </title><p>x'), 'Hello {{userName}}');
    assert.equal(title('<p>x</p><title>late</title>'), 'late');
  });

  it('is none without a title, with an empty one, and in a picture', () => {
    for (const html of ['<p>x', '<title>  </title>', '<svg><title>a circle</title></svg>', '']) {
      assert.equal(title(html), undefined, html);
    }
    assert.equal(title('<svg><title>a circle</title></svg><title>T</title>'), 'T');
  });
});
