import { styleText } from 'node:util';
import { clean, widthOf } from './text.ts';

/** A column of a table, for rows of one kind. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** How what needs attention looks, where there is colour. */
  readonly style?: (row: Row) => Style | undefined;
}

type Style = 'green' | 'yellow' | 'red' | 'dim';

const gap = '  ';

/** A terminal gets no column that is narrower; rather, the last ones are left out. */
const narrowest = 8;

/** So many rows decide how wide the columns are; those that follow are written as they come. */
const measured = 500;

/**
 * Writes rows under each other while they come, however many. On a terminal every line fits, shortened where it has to be; elsewhere
 * nothing is cut off. Returns how many there were; ends early when nobody reads any more.
 */
export async function printTable<Row>(columns: readonly Column<Row>[], rows: AsyncIterable<Row>): Promise<number> {
  const { stdout } = process;
  const first: Row[] = [];
  let layout: Layout<Row> | undefined;
  let count = 0;
  for await (const row of rows) {
    if (stdout.errored) return count;
    count += 1;
    if (layout) stdout.write(lineOf(layout, row));
    else if (first.push(row) === measured) layout = begin(columns, first);
  }
  if (!layout && count > 0) begin(columns, first);
  return count;
}

interface Layout<Row> {
  readonly columns: readonly Column<Row>[];
  readonly widths: readonly number[];
  readonly isCut: boolean;
}

function begin<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Layout<Row> {
  const layout = layoutOf(columns, rows, process.stdout.isTTY ? process.stdout.columns || undefined : undefined);
  const titles = layout.columns.map(({ title }, index) => padded(title, layout.widths[index] ?? 0, layout.isCut));
  const lines = [`${styleText('bold', titles.join(gap).trimEnd())}\n`, ...rows.map((row) => lineOf(layout, row))];
  process.stdout.write(lines.join(''));
  return layout;
}

/** @param room of the terminal, in columns; undefined where there is none. */
export function layoutOf<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  room: number | undefined,
): Layout<Row> {
  const widths = columns.map(({ title, cell }) =>
    rows.reduce((width, row) => Math.max(width, widthOf(clean(cell(row)))), widthOf(title)),
  );
  if (room === undefined) return { columns, widths, isCut: false };
  const shown = [...columns];
  const least = () => shown.reduce((sum, _, index) => sum + Math.min(narrowest, widths[index] ?? 0) + gap.length, 0);
  while (shown.length > 1 && least() - gap.length > room) shown.pop();
  return { columns: shown, widths: narrowed(widths.slice(0, shown.length), room), isCut: true };
}

/** Takes room from the widest column, until all of them fit. */
function narrowed(widths: readonly number[], room: number): readonly number[] {
  const fitting = [...widths];
  const excess = () => fitting.reduce((sum, width) => sum + width + gap.length, -gap.length) - room;
  while (excess() > 0) {
    const widest = Math.max(...fitting);
    if (widest <= narrowest) break;
    fitting[fitting.lastIndexOf(widest)] = widest - 1;
  }
  return fitting;
}

function lineOf<Row>({ columns, widths, isCut }: Layout<Row>, row: Row): string {
  const cells = columns.map(({ cell, style }, index) => {
    const text = padded(clean(cell(row)), widths[index] ?? 0, isCut);
    const look = style?.(row);
    return look ? styleText(look, text) : text;
  });
  return `${cells.join(gap).trimEnd()}\n`;
}

function padded(text: string, width: number, isCut: boolean): string {
  const missing = width - widthOf(text);
  if (missing >= 0 || !isCut) return text + ' '.repeat(Math.max(missing, 0));
  let kept = '';
  for (const letter of text) {
    if (widthOf(kept + letter) >= width) break;
    kept += letter;
  }
  return `${kept}…${' '.repeat(width - 1 - widthOf(kept))}`;
}
