import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { profileTexts, readEmail } from './profile.ts';

describe('the profile of a person', () => {
  it('is kept without blanks around its texts, and an empty text is none', () => {
    assert.deepEqual(profileTexts.read({ name: ' Minerva ', surname: '', displayName: '\t' }), {
      ...{ name: 'Minerva', surname: null, displayName: null },
    });
    assert.deepEqual(profileTexts.read({}), { name: null, surname: null, displayName: null });
  });

  it('may be empty, and in any script', () => {
    assert.deepEqual(profileTexts.problems({}), {});
    assert.deepEqual(profileTexts.problems({ email: null, name: null, surname: '', displayName: ' ' }), {});
    assert.deepEqual(profileTexts.problems({ name: 'علی\u200cرضا', surname: '鈴木', displayName: '👩\u200d🏫' }), {});
  });

  it('is told every member that cannot be kept, by its name on the wire', () => {
    assert.deepEqual(
      profileTexts.problems({ email: 'nobody', name: 'x'.repeat(257), surname: 'a\nb', displayName: 'a\u202eb' }),
      {
        Email: 'The field Email is invalid.',
        Name: 'The field Name must be a string with a maximum length of 256.',
        Surname: 'The field Surname must not contain control characters.',
        DisplayName: 'The field DisplayName must not contain invisible characters.',
      },
    );
  });

  it('counts what is kept, and not the blanks around it', () => {
    assert.deepEqual(profileTexts.problems({ name: ` ${'x'.repeat(256)} ` }), {});
  });
});

describe('an e-mail address', () => {
  it('is none when it is empty', () => {
    for (const text of [null, '', '  ']) assert.equal(readEmail(text), null);
    assert.equal(readEmail(' Minerva@Example.org '), 'Minerva@Example.org');
  });
});
