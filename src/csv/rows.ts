import { type CastingFunction, type Parser, parse } from 'csv-parse';

/** A row of a table with the line in which it begins. */
export interface CsvRow {
  readonly line: number;
  /** Null: the word that stands for no value, without quotes. */
  readonly cells: readonly (string | null)[];
}

/** Lines that are no row. */
export interface BadCsvRow {
  /** Such as `line 7`. */
  readonly position: string;
  readonly problem: string;
}

/** A quote that is not closed takes everything behind it for one row. */
export class EndlessRow extends Error {
  override readonly name = 'EndlessRow';
}

export interface CsvForm {
  /** What stands between two cells; absent: what the first line has the most of. */
  readonly separator: string | undefined;
  /** Without quotes it is no value: `NULL`. */
  readonly nullWord?: string;
  /** A row that has not ended after so many characters does not end: a quote is not closed. */
  readonly longestRow?: number;
}

const usualLongestRow = 1024 * 1024;

/** What the parser makes of a row: with the line in which it ends. */
interface Parsed {
  readonly record: readonly (string | null)[];
  readonly info: { readonly lines: number };
}

/**
 * The rows of a table by RFC 4180, the first line included. Line ends may be of any kind. Lines whose quotes do not match
 * are told, and reading goes on behind them.
 *
 * @param pieces the text of the table, a piece at a time.
 * @throws EndlessRow
 */
export async function* csvRows(pieces: AsyncIterable<string>, form: CsvForm): AsyncGenerator<CsvRow | BadCsvRow> {
  const longest = form.longestRow ?? usualLongestRow;
  let parser: Parser | undefined;
  let [lineFeeds, lastLine, unfinished] = [0, 0, 0];
  let endsInLine = false;
  function* rowsOf({ record, info }: Parsed): Generator<CsvRow | BadCsvRow> {
    const line = info.lines - record.reduce((sum, cell) => sum + lineFeedsIn(cell), 0);
    if (line > lastLine + 1) yield mismatch(lastLine + 1, line - 1);
    lastLine = info.lines;
    yield { line, cells: record };
  }
  for await (const text of firstLineWhole(withLineFeeds(pieces), longest)) {
    parser ??= rowParser(form.separator ?? separatorOf(text), form.nullWord);
    parser.write(text);
    lineFeeds += lineFeedsIn(text);
    endsInLine = !text.endsWith('\n');
    unfinished += text.length;
    for (let parsed: Parsed | null = parser.read(); parsed !== null; parsed = parser.read()) {
      unfinished = text.length;
      yield* rowsOf(parsed);
    }
    if (unfinished > longest) throw new EndlessRow('A row does not end: a quote is not closed.');
  }
  parser?.end();
  for await (const parsed of parser ?? []) yield* rowsOf(parsed);
  const lines = endsInLine ? lineFeeds + 1 : lineFeeds;
  if (lines > lastLine) yield mismatch(lastLine + 1, lines);
}

/** A row with a wrong quote is left out by the parser, and so are lines that it takes for more of the row. */
const mismatch = (first: number, last: number): BadCsvRow => ({
  position: first === last ? `line ${first}` : `lines ${first} to ${last}`,
  problem: 'the quotes do not match',
});

function rowParser(delimiter: string, nullWord: string | undefined): Parser {
  const nullByWord: CastingFunction = (cell, { quoting }) => (cell === nullWord && !quoting ? null : cell);
  return parse({
    ...{ delimiter, record_delimiter: '\n', relax_column_count: true, skip_records_with_error: true, info: true },
    cast: nullWord === undefined ? false : nullByWord,
  });
}

const lineFeedsIn = (cell: string | null): number => (cell?.includes('\n') ? cell.split('\n').length - 1 : 0);

/** One kind of line end, so that lines are counted right. */
async function* withLineFeeds(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let endedWithReturn = false;
  for await (const text of texts) {
    const rest = endedWithReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') endedWithReturn = text.endsWith('\r');
    yield rest.includes('\r') ? rest.replace(/\r\n?/g, '\n') : rest;
  }
}

/** The first piece reaches to the end of the first line, unless that is too long for one. */
async function* firstLineWhole(texts: AsyncIterable<string>, longest: number): AsyncGenerator<string> {
  let beginning: string | undefined = '';
  for await (const text of texts) {
    if (beginning === undefined) {
      if (text !== '') yield text;
      continue;
    }
    beginning += text;
    if (!beginning.includes('\n') && beginning.length < longest) continue;
    yield beginning;
    beginning = undefined;
  }
  if (beginning) yield beginning;
}

/** The one that the first line has the most of outside of quotes. */
function separatorOf(beginning: string): string {
  const [head = ''] = beginning.replace(/"[^"]*"/g, '').split('\n', 1);
  const count = (separator: string): number => head.split(separator).length;
  return [',', ';', '\t', '|'].reduce((best, one) => (count(one) > count(best) ? one : best));
}
