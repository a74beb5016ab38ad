import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { csvLines } from './csv.ts';

async function written(rows: readonly (readonly (string | null)[])[]): Promise<string> {
  async function* each() {
    yield* rows;
  }
  let text = '';
  for await (const piece of csvLines(['a', 'b'], each())) text += piece;
  return text;
}

describe('a CSV file', () => {
  it('begins with its header, ends every line with CRLF, and leaves null empty', async () => {
    assert.equal(await written([]), 'a,b\r\n');
    assert.equal(await written([['x', null]]), 'a,b\r\nx,\r\n');
  });

  for (const [what, value, cell] of [
    ['a comma', 'x,y', '"x,y"'],
    ['quotes', 'say "x"', '"say ""x"""'],
    ['a line end', 'x\r\ny', '"x\r\ny"'],
    ['a lone line feed', 'x\ny', '"x\ny"'],
    ['a lone carriage return', 'x\ry', '"x\ry"'],
    ['letters of any script', 'ăß漢🦉', 'ăß漢🦉'],
    ['blanks', ' x ', ' x '],
  ] as const) {
    it(`holds ${what}`, async () => {
      assert.equal(await written([[value, 'z']]), `a,b\r\n${cell},z\r\n`);
    });
  }

  for (const value of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1', '＋1', '－1', '＠x']) {
    it(`makes ${JSON.stringify(value)} text`, async () => {
      assert.match(await written([[value, 'z']]), /^a,b\r\n"?'/);
    });
  }

  for (const [value, cell] of [
    ["x;=cmd|'/C calc'!A0", "x;'=cmd|'/C calc'!A0"],
    ['x; +1;-1', "x;' +1;'-1"],
    ['x;"=1+1"', `"x;'""=1+1"""`],
    ['x\n@SUM(A1)', `"x\n'@SUM(A1)"`],
    ['x;＝1', "x;'＝1"],
    ['Mozilla/5.0 (X11; Linux)', 'Mozilla/5.0 (X11; Linux)'],
  ] as const) {
    it(`makes text of what a cell may begin with inside ${JSON.stringify(value)}`, async () => {
      assert.equal(await written([[value, 'z']]), `a,b\r\n${cell},z\r\n`);
    });
  }

  it('is the same however long it is', async () => {
    const rows = Array.from({ length: 1201 }, (_, n) => [String(n), 'z']);
    assert.equal((await written(rows)).split('\r\n').length, 1203);
  });
});
