import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Column, layoutOf } from './table.ts';
import { clean, widthOf } from './text.ts';

type Row = readonly [string, string, string];

const columns: readonly Column<Row>[] = [
  { title: 'NAME', cell: ([name]) => name },
  { title: 'E-MAIL', cell: ([, email]) => email },
  { title: 'ID', cell: ([, , id]) => id },
];
const rows: readonly Row[] = [['Harry', 'harry@hogwarts.example', '4a3b'.repeat(9)]];

describe('a table', () => {
  it('is as wide as what is in it where there is no terminal', () => {
    const { widths, isCut } = layoutOf(columns, rows, undefined);
    assert.deepEqual(widths, [5, 22, 36]);
    assert.equal(isCut, false);
  });

  it('takes room from the widest columns until a terminal has room for all', () => {
    assert.deepEqual(layoutOf(columns, rows, 100).widths, [5, 22, 36]);
    assert.deepEqual(layoutOf(columns, rows, 50).widths, [5, 21, 20]);
    for (const room of [25, 40, 66]) {
      const { widths } = layoutOf(columns, rows, room);
      assert.equal(
        widths.reduce((sum, width) => sum + width + 2, -2),
        room,
      );
    }
  });

  it('leaves the last columns out on a terminal that is very narrow, and keeps the first', () => {
    assert.deepEqual(
      layoutOf(columns, rows, 20).columns.map(({ title }) => title),
      ['NAME', 'E-MAIL'],
    );
    assert.deepEqual(
      layoutOf(columns, rows, 3).columns.map(({ title }) => title),
      ['NAME'],
    );
  });
});

describe('a text on a terminal', () => {
  it('takes two columns for a wide letter, and none for what stands on another', () => {
    for (const [text, width] of [
      ['Müller', 6],
      ['Mu\u0308ller', 6],
      ['東京', 4],
      ['한글', 4],
      ['🦉', 2],
      ['', 0],
    ] as const) {
      assert.equal(widthOf(text), width, text);
    }
  });

  it('does nothing to the terminal, whatever it is', () => {
    assert.equal(clean('a\x1B[2Jb\r\n\u202Ec'), 'a\uFFFD[2Jb\uFFFD\uFFFD\uFFFDc');
    assert.equal(clean('Ștefan ❤ 東京'), 'Ștefan ❤ 東京');
  });
});
