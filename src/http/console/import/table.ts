import { csvRows, EndlessRow } from '../../../csv/rows.ts';
import { takeTurns } from '../../../turns.ts';

/** Rows of a file, its first line apart. */
export interface ImportTable {
  readonly heads: readonly string[];
  readonly rows: readonly ImportRow[];
}

export interface ImportRow {
  /** Where it begins: `7`, or `lines 7 to 9` of what is no row. */
  readonly line: string;
  /** Undefined when it cannot be read. */
  readonly cells: readonly string[] | undefined;
  /** It has more cells than the first line: which of them belongs to which column nobody knows. */
  readonly isLonger?: boolean;
}

/** More people are brought in with `gatehouse import`. */
export const mostRows = 10_000;

/** Each of them is a choice on the page, once for every member of a person. */
export const mostColumns = 200;

/** Characters that are read without a pause: each two or three may be a row, or an error that takes as long as fifty rows. */
const pieceLength = 256;

/** Characters of a row: what is more is a quote that is not closed, or a table of something else. */
const longestRow = 64 * 1024;

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += pieceLength) {
    if (start > 0) await takeTurns();
    yield text.slice(start, start + pieceLength);
  }
}

export type NoTable = 'empty' | 'tooMany' | 'tooWide';

/** The table in a text; why there is none, as a word. */
export async function readTable(text: string): Promise<ImportTable | NoTable> {
  try {
    return await tableIn(text);
  } catch (error) {
    if (error instanceof EndlessRow) return 'tooWide';
    throw error;
  }
}

async function tableIn(text: string): Promise<ImportTable | NoTable> {
  let heads: readonly string[] | undefined;
  const rows: ImportRow[] = [];
  for await (const row of csvRows(piecesOf(text), { separator: undefined, longestRow })) {
    const cells = 'cells' in row ? row.cells.map((cell) => cell ?? '') : undefined;
    if (heads === undefined) heads = cells ?? [];
    else if (cells?.every((cell) => cell.trim() === '') !== true) {
      const line = 'line' in row ? String(row.line) : row.position.replace(/^lines? /, '');
      const isLonger = cells?.slice(heads.length).some((cell) => cell.trim() !== '') === true;
      rows.push(isLonger ? { line, cells: undefined, isLonger } : { line, cells });
    }
    if (heads.length > mostColumns) return 'tooWide';
    if (rows.length > mostRows) return 'tooMany';
  }
  return heads === undefined || rows.length === 0 ? 'empty' : { heads, rows };
}
