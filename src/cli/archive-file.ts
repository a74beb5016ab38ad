import { createHash } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { ArchiveLine } from '../directory/audit/archive.ts';
import { StartupError } from '../errors.ts';
import { createDraft, publish, unwritten } from './new-file.ts';

// The file of `audit archive`: JSON lines, compressed.

/**
 * Writes an archive, which appears under its name complete and on the disk, or not at all. Returns the SHA-256 of the
 * file in hexadecimal digits; undefined, and no file, when there are no lines.
 *
 * @throws StartupError when it cannot be written.
 */
export async function writeArchive(file: string, lines: AsyncIterable<ArchiveLine>): Promise<string | undefined> {
  const draft = `${file}.part`;
  const digest = createHash('sha256');
  let count = 0;
  const text = async function* () {
    for await (const line of lines) {
      count += 1;
      yield `${JSON.stringify(line)}\n`;
    }
  };
  try {
    await pipeline(Readable.from(text()), createGzip(), tap(digest), createDraft(draft));
    if (count > 0) publish(draft, file);
    else rmSync(draft);
  } catch (error) {
    throw unwritten(draft, file, error);
  }
  return count > 0 ? digest.digest('hex') : undefined;
}

const tap = (digest: ReturnType<typeof createHash>): Transform =>
  new Transform({
    transform(chunk, _encoding, done) {
      digest.update(chunk);
      done(null, chunk);
    },
  });

/** SHA-256 of a file. */
export async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(file)) digest.update(chunk);
  return digest.digest('hex');
}

/** In characters. A real entry is much shorter. */
const longestLine = 16 * 1024 * 1024;

/**
 * The lines of an archive.
 *
 * @throws StartupError when the file cannot be read, or is not an archive.
 */
export async function* readArchive(file: string): AsyncGenerator<ArchiveLine> {
  const text = createGunzip().setEncoding('utf8');
  const reading = pipeline(createReadStream(file), text).catch(() => {}); // It ends the text with the error.
  let rest = '';
  try {
    for await (const chunk of text) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > longestLine) throw new Error('a line has no end');
      for (const line of lines) yield JSON.parse(line) as ArchiveLine;
    }
    if (rest !== '') throw new Error('the last line has no end');
  } catch (error) {
    throw new StartupError(`${file} is not an archive of audit logs, or is damaged (${(error as Error).message}).`);
  }
  await reading;
}
