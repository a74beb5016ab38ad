import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { dictionary } from '@zxcvbn-ts/language-common';
import { readList } from './common-passwords/list.ts';
import { commonPasswords } from './common-passwords.ts';

let isCommon: (password: string) => boolean;
before(async () => {
  isCommon = await commonPasswords();
});

describe('a password that many people have', () => {
  it('is every one of a list of more than 100,000, in whatever letter case and width', () => {
    const list = readList();
    assert.ok(new Set(list).size > 100_000, `${list.length}`);
    for (const listed of list) assert.ok(isCommon(listed), listed);
    for (const listed of dictionary['passwords-common']) assert.ok(isCommon(listed), listed);
    for (const text of ['PassWord', 'ｐａｓｓｗｏｒｄ', 'TRUSTNO1']) assert.ok(isCommon(text), text);
  });

  it('is a row of keys, numbers or letters, forwards or backwards, of any length', () => {
    for (const text of ['890123456789012345', '54321098765432109', 'mnopqrstuvwxyzabc', 'qwertzuiopasdfghj']) {
      assert.ok(isCommon(text), text);
    }
    assert.ok(isCommon('0123456789'.repeat(400)));
  });

  it('is a short piece, a row or a listed one again and again', () => {
    for (const text of [
      'aaaaaaaaaaaaaaa',
      'abababababababab',
      'letmeinletmeinlet',
      'qwertyqwertyqwerty',
      '🔑🔑🔑🔑🔑🔑🔑',
    ]) {
      assert.ok(isCommon(text), text);
    }
  });

  it('is no phrase of several words, and no other one again', () => {
    for (const text of [
      'correct horse battery staple',
      'lum0s-maxima-now',
      'vexat ious owl vexat ious owl',
      'x7Kq-91-mmz',
    ]) {
      assert.equal(isCommon(text), false, text);
    }
  });

  it('is told of the longest ones as well', () => {
    assert.equal(isCommon(`${'a'.repeat(4095)}b`), false);
    assert.equal(isCommon('ab'.repeat(2048)), true);
  });
});
