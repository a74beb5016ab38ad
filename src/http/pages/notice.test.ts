import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { translator } from './language.ts';
import { fileAfterProof, type Notice, noticeBox, proofPartly, signedOutPartly } from './notice.ts';

const t = translator('en');
const shown = (notice: unknown): string => String(noticeBox({ notice: notice as Notice, t }) ?? '');

describe('what another version has said, while nodes are replaced one after the other', () => {
  it('is left out where this one has no words for it', () => {
    assert.equal(shown({ kind: 'soldOut' }), '');
    assert.equal(shown({ kind: 'toString' }), '');
    assert.equal(shown({ kind: 'passwordForgiven', ended: { sessions: 1, tokens: 0, applications: 0 } }), '');
    assert.equal(shown({ kind: 'done', said: [{ key: 'person.done.sold' }], secret: undefined }), '');
  });

  it('is said as far as this one has words for it, and what cannot be shown again is shown', () => {
    const secret = { label: 'person.newNumber', value: '1-2-3' };
    const said = [{ key: 'signIn.signedOut' }, { key: 'person.done.sold' }];
    assert.match(shown({ kind: 'done', said, secret }), /You are no longer signed in.*>1-2-3</s);
    assert.match(shown({ kind: 'signedOut', newer: 'signIn.signedOutSold' }), /You are no longer signed in/);
  });

  it('is said by what the version before has words for, beside what it has none for', () => {
    const older = (notice: Notice) => shown({ ...notice, newer: undefined });
    assert.match(older(signedOutPartly), /sign in again to continue where you were\.</);
    assert.match(shown(signedOutPartly), /Files, passwords/);
    for (const notice of [fileAfterProof, proofPartly]) {
      assert.equal(notice.kind, 'done');
      assert.match(older(notice), /needs a recent proof that it is you\.</);
      assert.doesNotMatch(shown(notice), /needs a recent proof/);
      assert.match(shown(notice), /class="note plain"/);
    }
  });
});
