import { createHash } from 'node:crypto';
import { copyFile, type FileHandle, open, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StartupError } from '../errors.ts';
import { syncFolder } from '../sync-folder.ts';
import { takeTurns } from '../turns.ts';
import { corpusFiles, readCorpusFile } from './corpus.ts';
import { type FilterFacts, headBytes, isFilter, mostShards, verifyFilter, writeHead } from './filter-file.ts';
import { buildFuse, type Fuse } from './fuse.ts';
import { KeyPile } from './key-pile.ts';

export interface ImportRequest {
  /** Files and folders of the corpus; or one filter that was made elsewhere. */
  readonly paths: readonly string[];
  /** Where the filter is to be. */
  readonly target: string;
  /** On the same disk as the target, and empty. Takes 8 bytes for every line of the corpus, besides the filter. */
  readonly scratch: string;
  /** Passwords that were seen less often are left out. */
  readonly minimumCount: number;
  readonly now: () => number;
  readonly onProgress: (step: 'read' | 'build' | 'verify', done: number, total: number) => void;
}

/** A shard has so many keys at the most, or hardly more: then a key takes 1.13 bytes, and building 40 MiB. */
const keysInShard = 2 ** 20;

/**
 * Puts a filter of breached passwords in place of the one that is there, checked and on the disk, in one step: who looks in it
 * at that moment sees the one or the other. Whatever fails leaves what was there.
 *
 * @throws StartupError when a file cannot be read, is none of the corpus, or has no line; or when there is no room.
 */
export async function importBreached(request: ImportRequest): Promise<FilterFacts> {
  const { paths, target, scratch, onProgress } = request;
  const draft = join(scratch, 'breached.filter');
  const [made = ''] = paths;
  try {
    if (paths.length === 1 && (await isFilter(made))) await copyWhole(made, draft);
    else await makeFilter(request, draft);
    const { facts } = await verifyFilter(draft, (done, total) => onProgress('verify', done, total));
    await rename(draft, target);
    syncFolder(dirname(target));
    return facts;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof StartupError || code === undefined) throw error;
    throw new StartupError(`The filter ${target} cannot be written (${code}). What was there is as it was.`);
  }
}

async function copyWhole(file: string, draft: string): Promise<void> {
  await copyFile(file, draft);
  await using handle = await open(draft, 'r+');
  await handle.chmod(0o600);
  await handle.sync();
}

async function makeFilter(request: ImportRequest, draft: string): Promise<void> {
  const { paths, scratch, minimumCount, onProgress } = request;
  let [done, total] = [0, 0];
  for (const { bytes } of corpusFiles(paths)) total += bytes;
  const count = (bytes: number) => {
    done += bytes;
    onProgress('read', done, total);
  };
  using pile = new KeyPile(join(scratch, 'keys'));
  const add = (high: number, low: number) => pile.add(high, low);
  for (const file of corpusFiles(paths)) await readCorpusFile(file, minimumCount, add, count);
  if (pile.size === 0) throw new StartupError('There is no breached password in what was named. Nothing was imported.');
  await using handle = await open(draft, 'wx', 0o600);
  await writeFilter(handle, pile, request);
  await handle.sync();
}

async function writeFilter(
  handle: FileHandle,
  pile: KeyPile,
  { minimumCount, now, onProgress }: ImportRequest,
): Promise<void> {
  const { size } = pile;
  const pieces = Math.min(mostShards, 2 ** Math.max(0, Math.ceil(Math.log2(size / keysInShard))));
  const checksum = createHash('sha256');
  const shards: Fuse[] = [];
  let entries = 0;
  let position = headBytes(pieces);
  for (const keys of pile.inPieces(pieces)) {
    const { bytes, ...fuse } = buildFuse(keys);
    await handle.write(bytes, 0, bytes.length, position);
    checksum.update(bytes);
    position += bytes.length;
    shards.push(fuse);
    entries += keys.length / 2;
    onProgress('build', shards.length, pieces);
    await takeTurns();
  }
  const facts = { entries, minimumCount, createdAt: new Date(now()).toISOString() };
  const head = writeHead(facts, shards, checksum);
  await handle.write(head, 0, head.length, 0);
}
