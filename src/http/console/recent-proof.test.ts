import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { consolePages } from './pages.ts';
import { type ConsolePath, guardOf, recentProofs } from './recent-proof.ts';

const pathsOf = (pages: typeof consolePages) => pages.map(({ path }) => path).toSorted();

/** Whether a page asks for a proof; of a form with these fields. */
const asks = (path: ConsolePath, fields: Readonly<Record<string, string>> = {}): boolean => {
  const guard = guardOf(path);
  return typeof guard === 'function' ? guard(new URLSearchParams(fields)) : guard === true;
};

describe('the table of recent proofs', () => {
  it('has every page of the console, and no other one', () => {
    assert.deepEqual(pathsOf(consolePages), Object.keys(recentProofs).toSorted());
  });

  it('says of every page with a form whether it takes a proof, and of no other one but files and what asks', () => {
    const shown = consolePages.filter(({ path }) => recentProofs[path] === 'onlyShows');
    assert.deepEqual(pathsOf(shown.filter(({ submit }) => submit)), []);
    const others = consolePages.filter(({ path, submit }) => !submit && recentProofs[path] !== 'onlyShows');
    assert.deepEqual(pathsOf(others), pathsOf(consolePages.filter(({ isFileOf }) => isFileOf !== undefined)));
  });

  it('has a proof before every file', () => {
    const files = consolePages.filter(({ isFileOf }) => isFileOf !== undefined);
    assert.deepEqual(pathsOf(files), ['audit/download', 'export-people']);
    assert.deepEqual(pathsOf(files.filter(({ path }) => !asks(path))), []);
  });

  it('asks for whatever a page does that is not excepted, with the very words of the form', () => {
    assert.equal(asks('people/{id}/sign-in', { do: 'end 4b1f9a54' }), false);
    assert.equal(asks('people/{id}/sign-in', { do: 'endAll' }), false);
    for (const what of ['', 'unlock', 'end', 'endAll 1', 'end 1\nunlock', 'something new']) {
      assert.equal(asks('people/{id}/sign-in', { do: what }), true, what);
    }
    assert.equal(asks('organizations/{id}', { do: 'tenant' }), false);
    for (const fields of [{ do: 'tenant x' }, { do: 'tenant\n' }, { name: 'Hogwarts' }]) {
      assert.equal(asks('organizations/{id}', fields), true, JSON.stringify(fields));
    }
    assert.deepEqual(
      [asks('security'), asks('security', { do: 'sample' }), asks('security', { do: 'save' })],
      [true, false, true],
    );
  });

  it('lets everybody see what takes a proof only when it is sent', () => {
    assert.deepEqual([asks('groups/{id}'), asks('groups/{id}', { id: '1' })], [false, true]);
  });
});
