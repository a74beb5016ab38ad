import { TextDecoder } from 'node:util';
import { type InputFile, UnreadableFile } from '../reader.ts';

/** What a file begins with that says how it is encoded (Unicode 16, section 23.8). */
const marks = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

const markedEncoding = (bytes: Uint8Array): string | undefined =>
  marks.find((mark) => mark.bytes.every((byte, index) => bytes[index] === byte))?.encoding;

/**
 * The text of a file, a piece at a time, without its byte order mark.
 *
 * @param encoding of a file without a mark; absent: UTF-8.
 * @throws UnreadableFile at the first byte that is no text of that encoding.
 */
export async function* textOf(file: InputFile, encoding = 'utf-8'): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder?.decode(bytes, { stream: bytes !== undefined }) ?? '';
    } catch {
      throw new UnreadableFile(
        `${file.name} is not ${decoder?.encoding}: a mapping file (--mapping) can name its encoding, such as "encoding: windows-1252".`,
      );
    }
  };
  for await (const bytes of file.read()) {
    decoder ??= decoderOf(file, markedEncoding(bytes) ?? encoding);
    yield decode(bytes);
  }
  yield decode();
}

function decoderOf(file: InputFile, encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new UnreadableFile(`${file.name} cannot be read as ${encoding}, which is no encoding that is known.`);
  }
}

/** @throws UnreadableFile as `textOf` would, before anything is made of the file. */
export async function requireEncoding(file: InputFile, encoding: string | undefined): Promise<void> {
  for await (const _ of textOf(file, encoding));
}

/** The bytes of what is UTF-8 by definition, of a file that was saved as UTF-16, as Windows PowerShell does, as well. */
export async function* utf8Of(file: InputFile): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const bytes of file.read()) {
    if (isFirst && markedEncoding(bytes)?.startsWith('utf-16')) {
      for await (const text of textOf(file)) yield Buffer.from(text);
      return;
    }
    isFirst = false;
    yield bytes;
  }
}

/** The first character behind a byte order mark and blanks, by which JSON is known from a table; undefined of an empty file. */
export async function firstCharacter(file: InputFile): Promise<string | undefined> {
  for await (const bytes of file.read()) {
    const first = /[^\s\0\xef\xbb\xbf\xfe\xff]/.exec(Buffer.from(bytes).toString('latin1'))?.[0];
    if (first !== undefined) return first;
  }
  return undefined;
}
