import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asKept, nameProblem, textProblem } from './name.ts';

const unseen = 'must not contain invisible characters';

describe('a name', () => {
  it('is kept without the blanks around it, and with those in it', () => {
    assert.equal(asKept('\u00a0 Dave  Lister\t'), 'Dave  Lister');
    assert.equal(asKept(' \ufeff '), '');
    assert.equal(asKept('a\ud83d'), 'a\ufffd');
  });

  it('holds nothing that nobody sees or that turns the others round', () => {
    const hidden = ['\u00ad', '\u034f', '\u061c', '\u115f', '\u200b', '\u200d', '\u200e', '\u2028', '\u202e', '\u2066'];
    for (const character of [...hidden, '\u2800', '\u3164', '\ufe0f', '\ufeff', '\u{e0041}']) {
      assert.equal(nameProblem(`da${character}ve`), unseen, character.codePointAt(0)?.toString(16));
    }
    assert.equal(nameProblem('da\0ve'), 'must not contain control characters');
  });

  it('has no letter with more accents than can be told apart', () => {
    assert.equal(nameProblem(`da${'\u0301'.repeat(30)}ve`), undefined);
    assert.equal(nameProblem(`da${'\u0301'.repeat(31)}ve`), 'must not have more than 30 accents on a letter');
  });

  it('is one in any script', () => {
    for (const name of ['Dave Lister', 'O’Brien', 'दीपा', 'محمد', '明日香', 'Σίσυφος', '🦉', 'dave+1@example.com']) {
      assert.equal(nameProblem(name), undefined, name);
    }
  });
});

describe('a text that people read', () => {
  it('is written with joiners and variants, as emoji and many scripts are', () => {
    for (const text of ['👩‍💻 Ada', '❤️‍🔥', 'علی‌رضا', 'ශ්‍රී', '⠁⠙⠁⠀⠇', 'Ada'])
      assert.equal(textProblem(text), undefined, text);
  });

  it('does not begin with one, and holds nothing else that nobody sees', () => {
    for (const text of ['\u200dAda', '\ufe0f', 'A\u200bda', 'A\u202eda', 'A\u{e0061}da']) {
      assert.equal(textProblem(text), unseen, JSON.stringify(text));
    }
    assert.equal(textProblem('A\nda'), 'must not contain control characters');
  });
});
