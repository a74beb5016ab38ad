import assert from 'node:assert/strict';
import { type ImportedPerson, type ImportedRow, isPerson } from '../person.ts';
import { type InputFile, type Reader, type ReaderOptions, UnreadableFile } from '../reader.ts';

/** A file of a test, read in pieces so small that everything in it is cut somewhere. */
export function inputFile(name: string, content: string | Uint8Array, pieceBytes = 5): InputFile {
  const bytes = Buffer.from(content);
  return {
    name,
    size: bytes.length,
    read: async function* () {
      for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
    },
  };
}

export async function rowsOf(
  reader: Reader,
  files: InputFile | readonly InputFile[],
  options: ReaderOptions = {},
): Promise<readonly ImportedRow[]> {
  const rows: ImportedRow[] = [];
  for await (const row of reader([files].flat(), options)) rows.push(row);
  return rows;
}

export const peopleOf = async (...read: Parameters<typeof rowsOf>): Promise<readonly ImportedPerson[]> =>
  (await rowsOf(...read)).filter(isPerson);

export async function personOf(...read: Parameters<typeof rowsOf>): Promise<ImportedPerson> {
  const [person, ...others] = await rowsOf(...read);
  assert.equal(others.length, 0);
  return person && isPerson(person) ? person : assert.fail(JSON.stringify(person));
}

/** @returns the message of the refusal. */
export async function refusalOf(...read: Parameters<typeof rowsOf>): Promise<string> {
  try {
    await rowsOf(...read);
  } catch (error) {
    assert.ok(error instanceof UnreadableFile, String(error));
    return error.message;
  }
  return assert.fail('the file was read');
}

/** Field, fate and reason of a person, as lines. */
export const fatesOf = ({ fates }: ImportedPerson): readonly string[] =>
  fates.map(({ field, fate, why }) => `${field} ${fate}: ${why}`);
