// Loaded at the start: when it is needed, there may be no file left that the process may open.
import { stringify } from 'csv-stringify/sync';
import { takeTurns } from '../turns.ts';

/** Put together into one piece of the answer: so many lines, or those with so many characters, whichever is less. */
const linesPerPiece = 100;
const charactersPerPiece = 65_536;

const options = {
  record_delimiter: 'windows',
  escape_formulas: true,
  // A line feed alone does not end a line here, but programs that read the file may take it for an end.
  quoted_match: /[\r\n]/,
} as const;

/**
 * Where decimals are written with a comma, spreadsheets begin a cell at a semicolon instead, also within what stands in quotes,
 * and then a row at the end of a line.
 */
const formulaWithin = /[;\r\n](?=[ "]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20])/g;

/**
 * A table as CSV (RFC 4180), piece by piece. What a spreadsheet would take for a formula is made text: some of it was
 * typed by people who must not be able to run anything on the machine of the person who opens the file.
 */
export async function* csvLines(
  header: readonly string[],
  rows: AsyncIterable<readonly (string | null)[]>,
): AsyncGenerator<string> {
  let lines: (string | null)[][] = [[...header]];
  let characters = 0;
  for await (const row of rows) {
    lines.push(row.map((value) => value?.replace(formulaWithin, "$&'") ?? null));
    for (const value of row) characters += value?.length ?? 0;
    if (lines.length < linesPerPiece && characters < charactersPerPiece) continue;
    await takeTurns();
    yield stringify(lines, options);
    lines = [];
    characters = 0;
  }
  if (lines.length > 0) yield stringify(lines, options);
}
