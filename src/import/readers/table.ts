import type { CsvRow } from '../../csv/rows.ts';
import { suggestion } from '../../suggestion.ts';
import type { BadRow, ImportedPerson, ImportedRow } from '../person.ts';
import { type Column, type Columns, type InputFile, type ReaderOptions, UnreadableFile } from '../reader.ts';
import { type Cell, isMember, memberNames, personOf } from './columns.ts';
import { csvRows } from './csv-rows.ts';
import { lost } from './fates.ts';
import { placeIn } from './place.ts';
import { rowOr } from './row-problem.ts';
import { requireEncoding } from './text.ts';
import { yesOrNo } from './yes-or-no.ts';

/** What a product's table of users is like. */
export interface TableForm {
  /** What it should be, for who has taken the wrong one: `a table AspNetUsers, with columns Id and UserName`. */
  readonly expected: string;
  /** Heads without which it is another table, in small letters. */
  readonly required: readonly string[];
  /** Which column each member is, as far as the product has it; the mapping file may say otherwise. */
  readonly columns: Columns;
  /** Heads of what is derived from others or tells nothing of a person, in small letters. */
  readonly ignored: readonly string[];
  /** A column that says yes in the last row; where it is and never does, the file was cut. */
  readonly lastRowColumn?: string;
  /** The word that stands for no value. */
  readonly nullWord?: string;
  /** What a column alone does not say. May throw a `RowProblem`. */
  readonly refine: (person: ImportedPerson, cell: Cell) => ImportedPerson;
}

/** The people of tables in CSV, with a row for each. Nothing is given before all files are known to be whole, and in their encoding. */
export async function* peopleOfTables(
  form: TableForm,
  files: readonly InputFile[],
  options: ReaderOptions,
): AsyncGenerator<ImportedRow> {
  for (const file of files) {
    await requireEncoding(file, options.encoding);
    await requireLastRow(form, file, options);
  }
  for (const file of files) yield* peopleOfTable(form, file, placeIn(files, file), options);
}

/** @throws UnreadableFile when the file has a column that marks its last row, and no such row. */
async function requireLastRow(form: TableForm, file: InputFile, options: ReaderOptions): Promise<void> {
  const { lastRowColumn } = form;
  if (lastRowColumn === undefined) return;
  let place: number | undefined;
  let isEmpty = true;
  for await (const row of rowsOfFile(form, file, options)) {
    const cells = 'cells' in row ? row.cells : [];
    if (place !== undefined) isEmpty = false;
    place ??= cells.findIndex((cell) => asHead(cell ?? '') === lastRowColumn.toLowerCase());
    if (place === -1 || yesOrNo(cells[place] ?? '') === true) return;
  }
  if (isEmpty) return;
  throw new UnreadableFile(
    `${file.name} lacks the row that ${lastRowColumn} marks as the last: it was cut. If you have chosen its rows yourself, remove that column.`,
  );
}

function rowsOfFile(form: TableForm, file: InputFile, { separator, encoding }: ReaderOptions) {
  return csvRows(file, { separator, encoding, ...(form.nullWord === undefined ? {} : { nullWord: form.nullWord }) });
}

/** @param place what positions begin with. */
async function* peopleOfTable(
  form: TableForm,
  file: InputFile,
  place: string,
  options: ReaderOptions,
): AsyncGenerator<ImportedRow> {
  const columns = { ...form.columns, ...options.columns };
  let heads: Heads | undefined;
  for await (const row of rowsOfFile(form, file, options)) {
    if (heads === undefined) {
      heads = headsOf(form, file, row);
      requireColumns(file, heads, columns, options.columns ?? {});
      yield* unread(form, heads, columns, `${place}line 1`);
    } else if ('problem' in row) yield { ...row, position: `${place}${row.position}` };
    else if (row.cells.length > 1 || row.cells[0] !== '') yield personIn(form, heads, row, columns, place);
  }
  if (heads === undefined) throw new UnreadableFile(`${file.name} is empty. Expected was ${form.expected}.`);
}

/** The first line. */
interface Heads {
  readonly names: readonly string[];
  /** Where each stands, in small letters. */
  readonly places: ReadonlyMap<string, number>;
}

function headsOf(form: TableForm, file: InputFile, row: CsvRow | BadRow): Heads {
  const names = 'cells' in row ? row.cells.map((cell) => (cell ?? '').trim()) : [];
  const places = new Map(names.map((name, index) => [asHead(name), index]));
  if (form.required.every((head) => places.has(head))) return { names, places };
  throw new UnreadableFile(`${file.name} is something else. Expected was ${form.expected}.`);
}

const asHead = (text = ''): string => text.trim().toLowerCase();

/** @throws UnreadableFile when each row would lack something: what the mapping names, or any name to sign in under. */
function requireColumns(file: InputFile, { places }: Heads, columns: Columns, named: Columns): void {
  for (const [member, { column }] of Object.entries(named)) {
    if (!isMember(member)) {
      const meant = suggestion(member, memberNames, 'members are');
      throw new UnreadableFile(`The mapping names ${member}, which nobody has: ${meant}`);
    }
    if (column === undefined || places.has(asHead(column))) continue;
    throw new UnreadableFile(`${file.name} has no column ${column}, which the mapping names for ${member}.`);
  }
  const isThere = ({ column, value }: Column = {}) => value !== undefined || places.has(asHead(column));
  if (isThere(columns.userName) || isThere(columns.email)) return;
  const what = 'for user names or e-mail addresses';
  throw new UnreadableFile(`${file.name} has no column ${what}: a mapping file (--mapping) can say how it is called.`);
}

function* unread(form: TableForm, { names }: Heads, columns: Columns, position: string): Generator<ImportedRow> {
  const read = new Set([...form.ignored, ...Object.values(columns).map(({ column }) => asHead(column))]);
  for (const name of names) {
    if (!read.has(asHead(name)))
      yield { position, ...lost(`column ${name}`, 'the mapping names nothing that it would be') };
  }
}

function personIn(
  form: TableForm,
  heads: Heads,
  { line, cells }: CsvRow,
  columns: Columns,
  place: string,
): ImportedPerson | BadRow {
  const position = `${place}line ${line}`;
  const count = heads.names.length;
  if (cells.length !== count) return { position, problem: `has ${cells.length} columns, not ${count}` };
  const cell: Cell = (head) => cells[heads.places.get(head) ?? -1];
  return rowOr(position, () => form.refine(personOf(position, cell, columns), cell));
}
