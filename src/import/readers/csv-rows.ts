import { type BadCsvRow, type CsvForm, type CsvRow, EndlessRow, csvRows as rowsOfText } from '../../csv/rows.ts';
import { type InputFile, UnreadableFile } from '../reader.ts';
import { textOf } from './text.ts';

interface FileForm extends CsvForm {
  readonly encoding: string | undefined;
}

/**
 * The rows of a table in a file, the first line included.
 *
 * @throws UnreadableFile when the file is not in its encoding, or a row does not end.
 */
export async function* csvRows(file: InputFile, form: FileForm): AsyncGenerator<CsvRow | BadCsvRow> {
  try {
    yield* rowsOfText(textOf(file, form.encoding), form);
  } catch (error) {
    if (!(error instanceof EndlessRow)) throw error;
    throw new UnreadableFile(`${file.name} has a row that does not end: is a quote not closed?`);
  }
}
