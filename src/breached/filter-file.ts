import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { StartupError } from '../errors.ts';
import { type Fuse, fuseBytes } from './fuse.ts';

// The file of a filter: its name and version, the SHA-256 of the rest of the head, a line of facts padded to 4 KiB, the
// table of the shards, and one binary fuse filter after the other. Numbers are little-endian, of 32 bits.

/** What a filter says about itself. */
export interface FilterFacts {
  /** How many different passwords are in it. */
  readonly entries: number;
  /** How often each of them was seen at least. */
  readonly minimumCount: number;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

/** The filter of those hashes that begin with the same bits. */
export interface Shard extends Fuse {
  /** Where in the file its bytes begin. */
  readonly offset: number;
}

export interface FilterHead {
  readonly facts: FilterFacts;
  /** A power of two of them. */
  readonly shards: readonly Shard[];
  /** What the bytes of the shards have to have as their SHA-256, hexadecimal. */
  readonly sha256: string;
  /** Of the whole file, in bytes. */
  readonly size: number;
}

const magic = Buffer.from('gatehouse breached passwords 1\n'.padEnd(32, '\n'));
const factsStart = 64;
const tableStart = 4096;
const shardBytes = 12;

/** A password is looked for in one shard of at most so many. */
export const mostShards = 4096;

interface StoredFacts extends FilterFacts {
  readonly shards: number;
  /** SHA-256 of what follows the head, hexadecimal. */
  readonly sha256: string;
}

/** Where the shards begin. */
export const headBytes = (shards: number): number => tableStart + shards * shardBytes;

/** The head of a filter whose shards have that checksum. */
export function writeHead(facts: FilterFacts, shards: readonly Fuse[], checksum: Hash): Buffer {
  const head = Buffer.alloc(headBytes(shards.length));
  const stored: StoredFacts = { ...facts, shards: shards.length, sha256: checksum.digest('hex') };
  head.write(JSON.stringify(stored).padEnd(tableStart - factsStart - 1), factsStart, 'latin1');
  head.write('\n', tableStart - 1);
  for (const [index, { seed, segmentBits, segmentCount }] of shards.entries()) {
    const at = tableStart + index * shardBytes;
    head.writeUInt32LE(seed, at);
    head.writeUInt32LE(segmentBits, at + 4);
    head.writeUInt32LE(segmentCount, at + 8);
  }
  magic.copy(head);
  createHash('sha256').update(head.subarray(factsStart)).digest().copy(head, magic.length);
  return head;
}

/** @throws StartupError when it cannot be opened. */
export async function openFilter(file: string): Promise<FileHandle> {
  try {
    return await open(file);
  } catch (error) {
    throw new StartupError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

/**
 * Reads the head of a filter, which says whether it is one and whether it is as long as it should be. Its shards are not
 * looked at.
 *
 * @throws StartupError when it is none, or not whole.
 */
export async function readHead(handle: FileHandle, file: string): Promise<FilterHead> {
  const { size } = await handle.stat();
  const start = await bytesOf(handle, 0, Math.min(size, tableStart));
  if (!start.subarray(0, magic.length).equals(magic)) throw damaged(file);
  const { shards: count, sha256, ...facts } = storedIn(start, file);
  const table = await bytesOf(handle, tableStart, count * shardBytes);
  const checksum = createHash('sha256').update(start.subarray(factsStart)).update(table).digest();
  if (!checksum.equals(start.subarray(magic.length, factsStart))) throw damaged(file);
  const shards = shardsIn(table);
  const last = shards.at(-1);
  if (last && last.offset + fuseBytes(last) === size) return { facts, shards, sha256, size };
  throw damaged(file);
}

function shardsIn(table: Buffer): readonly Shard[] {
  let offset = tableStart + table.length;
  return Array.from({ length: table.length / shardBytes }, (_, index) => {
    const at = index * shardBytes;
    const [segmentBits, segmentCount] = [table.readUInt32LE(at + 4), table.readUInt32LE(at + 8)];
    const shard = { seed: table.readUInt32LE(at), segmentBits, segmentCount, offset };
    offset += fuseBytes(shard);
    return shard;
  });
}

function storedIn(start: Buffer, file: string): StoredFacts {
  let stored: Partial<StoredFacts>;
  try {
    stored = JSON.parse(start.toString('latin1', factsStart)) as Partial<StoredFacts>;
  } catch {
    throw damaged(file);
  }
  const { shards = 0 } = stored;
  if (Number.isInteger(shards) && shards > 0 && shards <= mostShards) return stored as StoredFacts;
  throw damaged(file);
}

/**
 * Reads all of a filter.
 *
 * @param onRead is told how many bytes of how many were read.
 * @throws StartupError when it is none, or a byte of it is not as it was written.
 */
export async function verifyFilter(
  file: string,
  onRead: (done: number, total: number) => void = () => {},
): Promise<FilterHead> {
  await using handle = await openFilter(file);
  const head = await readHead(handle, file);
  const checksum = createHash('sha256');
  let done = headBytes(head.shards.length);
  for await (const piece of createReadStream(file, { start: done, highWaterMark: 1024 * 1024 })) {
    checksum.update(piece);
    done += piece.length;
    onRead(done, head.size);
  }
  if (checksum.digest('hex') === head.sha256) return head;
  throw damaged(file);
}

/** Whether what is there says of itself that it is a filter. */
export async function isFilter(path: string): Promise<boolean> {
  try {
    if (!(await stat(path)).isFile()) return false; // To open a pipe waits for who writes into it.
    await using handle = await open(path);
    return (await bytesOf(handle, 0, magic.length)).equals(magic);
  } catch {
    return false; // It is a folder, or cannot be read, which is said when it is read as a corpus.
  }
}

async function bytesOf(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await handle.read(bytes, 0, length, position);
  return bytes.subarray(0, bytesRead);
}

const damaged = (file: string): StartupError =>
  new StartupError(
    `${file} is no filter of breached passwords, or is damaged. Make it anew with "gatehouse breached import", or remove it.`,
  );
