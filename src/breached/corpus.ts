import {
  closeSync,
  createReadStream,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { StartupError } from '../errors.ts';
import { takeTurns } from '../turns.ts';
import { HashLines, NoHashError } from './hash-lines.ts';

// The Pwned Passwords corpus, as its downloaders leave it: one file of whole hashes, or a million of ranges, each named by
// the five digits with which its hashes begin; compressed with gzip or not.

interface CorpusFile {
  readonly path: string;
  readonly bytes: number;
}

/** A folder stands for every file in it and below. @throws StartupError when one cannot be read. */
export function* corpusFiles(paths: readonly string[]): Generator<CorpusFile> {
  for (const path of paths) {
    const facts = factsOf(path);
    if (facts.isDirectory()) yield* filesIn(path);
    // Of a pipe nobody knows the end, and it gives what is in it once.
    else if (!facts.isFile()) throw new StartupError(`${path} is neither a file nor a folder.`);
    else yield { path, bytes: facts.size };
  }
}

/** In the order of their names, which is that of the hashes. There may be a million: none is kept. */
function* filesIn(folder: string): Generator<CorpusFile> {
  for (const name of readdirSync(folder).sort()) {
    if (!name.startsWith('.')) yield* corpusFiles([join(folder, name)]);
  }
}

function factsOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new StartupError(`${path} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/** What is read at once; a range has some 40 KiB. */
const smallFile = 1024 * 1024;
/** What that unpacks to at the most; digits of hashes pack to little less than half. */
const smallUnpacked = 64 * smallFile;

/**
 * Reads one file of the corpus.
 *
 * @param take is given the first 64 bits of each hash that was seen so often.
 * @param onRead is told how many more bytes of the file were read.
 * @throws StartupError when it cannot be read, or holds anything else; by name and line.
 */
export async function readCorpusFile(
  { path, bytes }: CorpusFile,
  minimumCount: number,
  take: (high: number, low: number) => void,
  onRead: (bytes: number) => void,
): Promise<void> {
  const [prefix = ''] = /^[0-9a-f]{5}(?=\.|$)/i.exec(basename(path)) ?? [];
  const lines = new HashLines(prefix, minimumCount, take);
  try {
    if (bytes <= smallFile) readWhole(path, lines, onRead);
    else await readInPieces(path, lines, onRead);
    lines.end();
  } catch (error) {
    throw readable(error, path);
  }
  await takeTurns();
}

const isCompressed = (bytes: Buffer): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function readWhole(path: string, lines: HashLines, onRead: (bytes: number) => void): void {
  const content = readFileSync(path);
  lines.write(isCompressed(content) ? gunzipSync(content, { maxOutputLength: smallUnpacked }) : content);
  onRead(content.length);
}

async function readInPieces(path: string, lines: HashLines, onRead: (bytes: number) => void): Promise<void> {
  const counted = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      onRead(piece.length);
      yield piece;
    }
  };
  const write = async (pieces: AsyncIterable<Buffer>) => {
    for await (const piece of pieces) lines.write(piece);
  };
  const raw = createReadStream(path, { highWaterMark: smallFile });
  if (isCompressed(beginOf(path))) await pipeline(raw, counted, createGunzip({ chunkSize: smallFile }), write);
  else await pipeline(raw, counted, write);
}

function beginOf(path: string): Buffer {
  const descriptor = openSync(path, 'r');
  try {
    const begin = Buffer.alloc(2);
    readSync(descriptor, begin);
    return begin;
  } finally {
    closeSync(descriptor);
  }
}

function readable(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof NoHashError) {
    return new StartupError(
      `${path}, line ${error.line}: this is no SHA-1 and count of the Pwned Passwords corpus. Of ranges, the name of the file has to be the first five digits.`,
    );
  }
  if (code === undefined) return error;
  return new StartupError(`${path} cannot be read (${code}).`);
}
