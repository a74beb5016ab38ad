import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containsAny, contextWords } from './context-words.ts';

const ana = {
  organizationId: 'o1',
  userName: 'ana.popescu-82',
  email: 'a.popescu@mail.acme.example',
  name: 'Ana',
  surname: 'Popeșcu',
  displayName: null,
};
const words = contextWords(ana, 'Łódź Works');

describe('the words that stand for a person', () => {
  it('are the parts of the names and of the address, of the organization and of the product, each once', () => {
    assert.deepEqual([...words].sort(), ['acme', 'ana', 'gatehouse', 'mail', 'popescu', 'works', 'łodz'].sort());
  });

  it('are without the top of the domain, without numbers and without what is in too many words', () => {
    for (const word of ['example', '82', 'a', '']) assert.ok(!words.includes(word), word);
  });

  it('are those of the product alone where nothing else is known', () => {
    assert.deepEqual(contextWords({ organizationId: 'o1' }, undefined), ['gatehouse']);
  });
});

describe('a word in a password', () => {
  it('is found in any letter case, with and without accents, in wide letters, anywhere', () => {
    for (const text of ['xxPOPESCUxx', 'po\u0301pescu', 'ｐｏｐｅｓｃｕ', 'my-Gatehouse-key']) {
      assert.equal(containsAny(text, words), true, text);
    }
  });

  it('of three letters is found where it stands alone, and not inside of another word', () => {
    for (const text of ['ana-1984', '1984ana', 'my ana is', 'Ana']) assert.equal(containsAny(text, words), true, text);
    for (const text of ['banana-split', 'anatomy', 'montana9']) assert.equal(containsAny(text, words), false, text);
  });

  it('is not found where there is none', () => {
    for (const text of ['', 'correct horse battery', 'pope scu']) assert.equal(containsAny(text, words), false, text);
    assert.equal(containsAny('anything', []), false);
  });
});
