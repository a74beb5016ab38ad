import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { UnreadableFile } from '../reader.ts';
import { csvRows } from './csv-rows.ts';
import { inputFile } from './file.fixture.ts';

async function rowsIn(content: string | Uint8Array, form: Partial<Parameters<typeof csvRows>[1]> = {}, pieceBytes = 5) {
  const rows = [];
  const whole = { separator: undefined, encoding: undefined, ...form };
  for await (const row of csvRows(inputFile('a.csv', content, pieceBytes), whole)) {
    rows.push('cells' in row ? [row.line, ...row.cells] : [row.position, row.problem]);
  }
  return rows;
}

describe('rows of CSV', () => {
  it('come with the line in which each begins, whatever the line ends are', async () => {
    for (const end of ['\n', '\r\n', '\r']) {
      const content = ['a,b', '1,"two', 'lines, ""quoted"""', '', '3,4'].join(end);
      assert.deepEqual(await rowsIn(content, { separator: ',' }), [
        [1, 'a', 'b'],
        [2, '1', 'two\nlines, "quoted"'],
        [4, ''],
        [5, '3', '4'],
      ]);
    }
  });

  it('are separated by what the first line has the most of', async () => {
    for (const separator of [',', ';', '\t', '|']) {
      const content = `a${separator}"b,;\t|,;\t|"${separator}c\n1${separator}2${separator}3\n`;
      assert.deepEqual((await rowsIn(content, {}, 1000)).at(-1), [2, '1', '2', '3']);
    }
    assert.deepEqual(await rowsIn('a\n1;2', { separator: ',' }), [
      [1, 'a'],
      [2, '1;2'],
    ]);
  });

  it('tell no value from its word in quotes', async () => {
    const content = 'a,b\nNULL,"NULL"\n';
    assert.deepEqual((await rowsIn(content, { nullWord: 'NULL' })).at(-1), [2, null, 'NULL']);
    assert.deepEqual((await rowsIn(content)).at(-1), [2, 'NULL', 'NULL']);
  });

  it('are read in the encoding of the byte order mark, or in the one that is named', async () => {
    const text = 'Name,Stadt\nJörg,Łódź\n';
    const marked = [
      `\ufeff${text}`,
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    ];
    for (const content of [text, ...marked]) assert.deepEqual((await rowsIn(content)).at(-1), [2, 'Jörg', 'Łódź']);
    const western = Buffer.from('Name,Preis\nJ\xf6rg,5 \x80\n', 'latin1');
    assert.deepEqual((await rowsIn(western, { encoding: 'windows-1252' })).at(-1), [2, 'Jörg', '5 €']);
    await assert.rejects(
      rowsIn(western),
      (error) => error instanceof UnreadableFile && /not utf-8.*windows-1252/.test(error.message),
    );
    await assert.rejects(rowsIn(western, { encoding: 'western' }), /western, which is no encoding/);
  });

  it('go on behind quotes that do not match', async () => {
    const problem = 'the quotes do not match';
    assert.deepEqual(await rowsIn('a,b\n1,x"y"\n3,4\n'), [
      [1, 'a', 'b'],
      ['line 2', problem],
      [3, '3', '4'],
    ]);
    assert.deepEqual(await rowsIn('a,b\n2,"x"y\n5,6"\n7,8\n'), [
      [1, 'a', 'b'],
      ['lines 2 to 3', problem],
      [4, '7', '8'],
    ]);
    assert.deepEqual(await rowsIn('a,b\n1,"never\n2,"closed"\n3,4\n'), [
      [1, 'a', 'b'],
      ['lines 2 to 3', problem],
      [4, '3', '4'],
    ]);
    assert.deepEqual(await rowsIn('a,b\n1,2\n3,"never\n'), [
      [1, 'a', 'b'],
      [2, '1', '2'],
      ['line 3', problem],
    ]);
    assert.deepEqual((await rowsIn('a,b\n1,2\n3,"never')).at(-1), ['line 3', problem]);
  });

  it('are given while the file is read, so that no more of it is in memory', async () => {
    let pieces = 0;
    const file = {
      ...inputFile('a.csv', ''),
      read: async function* () {
        for (pieces = 0; pieces < 1000; pieces++) yield Buffer.from('a,b\n'.repeat(100));
      },
    };
    for await (const _ of csvRows(file, { separator: undefined, encoding: undefined })) break;
    assert.ok(pieces < 3, String(pieces));
  });

  it('do not grow without end when a quote is not closed', async () => {
    await assert.rejects(rowsIn(`a,b\n1,"${'x\n'.repeat(700_000)}`, {}, 65536), /a row that does not end/);
  });

  it('are what was written, for whatever cells', async () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ö', '🌿', '"', ',', ';', ' ', '\n', '\\') });
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 4, max: 9 }), async (rows, pieceBytes) => {
        const written = rows.map((cells) => cells.map((one) => `"${one.replaceAll('"', '""')}"`).join(','));
        const read = await rowsIn(`${written.join('\r\n')}\r\n`, { separator: ',' }, pieceBytes);
        assert.deepEqual(
          read.map(([, ...cells]) => cells),
          rows,
        );
        const lines = rows.map((cells) => cells.join('').split('\n').length);
        assert.deepEqual(
          read.map(([line]) => line),
          lines.map((_, index) => 1 + lines.slice(0, index).reduce((sum, one) => sum + one, 0)),
        );
      }),
    );
  });
});
