import { closeSync, createReadStream, openSync, readSync, type Stats } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { create, extract, type Pack, type ReadEntry } from 'tar';
import { StartupError } from '../errors.ts';
import { decrypterOf, encrypterOf, type Protection, type Unlocking } from './protection.ts';
import { freeIn, isForWantOfRoom, TooLarge } from './room.ts';

// A backup file is what `tar --gzip` makes, encrypted by `age` if wanted: both programs can open it without Gatehouse.

/** Fast: the store of a large organization has gigabytes. */
const compression = { level: 1 };

/** Bytes written between two flushes, so that a server that commits to the same disk does not wait for all of them. */
const portion = 4 * 1024 * 1024;

/**
 * Writes files of a folder, in this order, into a new file that only its owner can read.
 *
 * @throws an Error of the file system when there is no room.
 */
export async function writeArchive(
  file: string,
  folder: string,
  names: readonly string[],
  protection: Protection,
): Promise<void> {
  const packed = create({ cwd: folder, gzip: compression, portable: true }, [...names]) as unknown as Pack;
  const content = protection.kind === 'none' ? packed : await encrypted(packed, protection);
  await using draft = await open(file, 'wx', 0o600);
  let unflushed = 0;
  for await (const chunk of content as AsyncIterable<Uint8Array>) {
    await draft.writeFile(chunk);
    unflushed += chunk.length;
    if (unflushed < portion) continue;
    await draft.datasync();
    unflushed = 0;
  }
  await draft.sync();
}

async function encrypted(content: Pack, protection: Exclude<Protection, { readonly kind: 'none' }>) {
  const encrypter = encrypterOf(protection);
  return Readable.fromWeb((await encrypter.encrypt(webStream(content))) as ReadableStream);
}

/**
 * Unpacks a backup file into an empty folder. Its content is not checked yet.
 *
 * @throws StartupError when it is not a backup, is damaged, or cannot be opened with what was given; TooLarge when it needs more
 *   room than there is, or says so.
 */
export async function readArchive(
  file: string,
  folder: string,
  names: readonly string[],
  unlocking: Unlocking,
): Promise<void> {
  const isEncrypted = beginOf(file).startsWith('age-encryption.org/');
  const decrypter = isEncrypted ? decrypterOf(unlocking, file) : undefined;
  const room = roomIn(folder);
  try {
    const raw = createReadStream(file);
    const content = decrypter ? Readable.fromWeb((await decrypter.decrypt(webStream(raw))) as ReadableStream) : raw;
    const filter = (path: string, entry: Stats | ReadEntry) =>
      names.includes(path) && isFile(entry) && room.take(entry);
    await pipeline(
      content,
      extract({ cwd: folder, strict: true, filter, preserveOwner: false, fmode: 0o600, noChmod: true }),
      { signal: room.isFull },
    );
  } catch (error) {
    if (room.isFull.aborted || isForWantOfRoom(error, folder)) throw new TooLarge(room.taken());
    const { message } = error as Error;
    const what =
      decrypter && /no identity|incorrect|passphrase/i.test(message)
        ? 'cannot be opened with what was given'
        : 'is damaged, or not a backup';
    throw new StartupError(`${file} ${what} (${message}).`);
  }
}

/** A link would lead out of the folder. */
const isFile = (entry: Stats | ReadEntry): boolean => 'type' in entry && /^(Old)?File$/.test(entry.type);

/** A small file can say that it unpacks to any size, so that is compared with the free space before anything is written. */
function roomIn(folder: string) {
  const free = freeIn(folder);
  const full = new AbortController();
  let taken = 0;
  return {
    isFull: full.signal,
    take: ({ size }: Pick<ReadEntry, 'size'>): boolean => {
      taken += size;
      if (taken > free) full.abort();
      return taken <= free;
    },
    taken: () => taken,
  };
}

/** @throws StartupError when the file cannot be read. */
function beginOf(file: string): string {
  try {
    const descriptor = openSync(file, 'r');
    const begin = Buffer.alloc(32);
    const length = readSync(descriptor, begin);
    closeSync(descriptor);
    return begin.subarray(0, length).toString('latin1');
  } catch (error) {
    throw new StartupError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

const webStream = (stream: Readable | Pack) =>
  Readable.toWeb(
    Readable.from(stream as AsyncIterable<Uint8Array>),
  ) as unknown as globalThis.ReadableStream<Uint8Array>;
