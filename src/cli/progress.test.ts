import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { createProgress } from './progress.ts';

describe('the progress of long work', () => {
  /** What a terminal is shown, without what clears its line. */
  function terminal(test: TestContext): string[] {
    const shown: string[] = [];
    const { isTTY } = process.stderr;
    process.stderr.isTTY = true;
    test.after(() => Object.assign(process.stderr, { isTTY }));
    test.mock.method(process.stderr, 'write', (text: string) => shown.push(text.replaceAll('\r\x1B[K', '')) > 0);
    return shown;
  }

  it('says how fast it goes, and how long it takes, from the second time on', (test) => {
    const shown = terminal(test);
    test.mock.method(performance, 'now', () => 1000 + 2000 * shown.length);
    const { show } = createProgress('Importing', 'rows');
    for (const done of [5000, 7000]) show(done, 20_000);
    assert.deepEqual(
      shown.map((line) => line.replace(/[█░]+/, '#')),
      ['Importing # 25 %, 5000 of 20000 rows', 'Importing # 35 %, 7000 of 20000 rows, 1000 rows/s, 13 s left'],
    );
  });
});
