import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinVocabularies } from './vocabulary.ts';

describe('the vocabularies of the resources', () => {
  it('are one for the document', () => {
    const { meanings, examples } = joinVocabularies([
      { meanings: { owl: 'Who brings mail.' }, examples: { members: { owl: 'Hedwig' } } },
      {},
      { meanings: { cat: 'Who brings mice.' } },
    ]);
    assert.deepEqual(meanings, { owl: 'Who brings mail.', cat: 'Who brings mice.' });
    assert.deepEqual(examples.members, { owl: 'Hedwig' });
  });

  it('do not say two things of one name', () => {
    const named = (owl: string) => ({ meanings: { owl } });
    assert.throws(() => joinVocabularies([named('A bird.'), named('A pupil.')]), /Two resources say what owl is\./);
  });
});
