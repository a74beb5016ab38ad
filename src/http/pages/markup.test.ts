import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { html, longWord } from './markup.ts';

describe('a template of a page', () => {
  it('escapes every value, in text and in attributes', () => {
    const evil = `<script>"&'`;
    const escaped = '&lt;script&gt;&quot;&amp;&#39;';
    assert.equal(String(html`<p title="${evil}">${evil}</p>`), `<p title="${escaped}">${escaped}</p>`);
  });

  it('takes the results of templates as they are, alone and in lists', () => {
    assert.equal(
      String(html`<ul>${[1, '<'].map((item) => html`<li>${item}</li>`)}</ul>`),
      '<ul><li>1</li><li>&lt;</li></ul>',
    );
  });

  it('leaves nothing behind for what is absent', () => {
    assert.equal(String(html`[${undefined}${null}${false}${''}${0}]`), '[0]');
  });

  it('does not take an object for markup because it looks like one', () => {
    const forged = { toString: () => '<b>' } as unknown as string;
    assert.equal(String(html`${forged}`), '&lt;b&gt;');
  });

  it('lets a long address break where people would, and nowhere within a word', () => {
    assert.equal(String(longWord('minerva.m@hogwarts.example')), 'minerva<wbr>.m@<wbr>hogwarts<wbr>.example');
    assert.equal(longWord(null), undefined);
  });
});
