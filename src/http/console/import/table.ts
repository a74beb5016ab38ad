import { csvRows } from '../../../csv/rows.ts';
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
}

/** More people are brought in with `gatehouse import`. */
export const mostRows = 10_000;

/** Characters that are read without a pause. */
const pieceLength = 32 * 1024;

async function* piecesOf(text: string): AsyncGenerator<string> {
  for (let start = 0; start < text.length; start += pieceLength) {
    if (start > 0) await takeTurns();
    yield text.slice(start, start + pieceLength);
  }
}

/**
 * The table in a text; why there is none, as a word.
 *
 * @param text shorter than any row may be.
 */
export async function readTable(text: string): Promise<ImportTable | 'empty' | 'tooMany'> {
  let heads: readonly string[] | undefined;
  const rows: ImportRow[] = [];
  for await (const row of csvRows(piecesOf(text), { separator: undefined })) {
    const cells = 'cells' in row ? row.cells.map((cell) => cell ?? '') : undefined;
    if (heads === undefined) heads = cells ?? [];
    else if (cells?.every((cell) => cell.trim() === '') !== true) {
      rows.push({ line: 'line' in row ? String(row.line) : row.position.replace(/^lines? /, ''), cells });
    }
    if (rows.length > mostRows) return 'tooMany';
  }
  return heads === undefined || rows.length === 0 ? 'empty' : { heads, rows };
}
