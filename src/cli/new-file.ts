import { createWriteStream, existsSync, linkSync, rmSync, unlinkSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StartupError } from '../errors.ts';
import { syncFolder } from '../sync-folder.ts';

// A file that a command makes: it never replaces another one, and only this user can read it.

/** @throws StartupError, with what to do instead, when there is a file of that name. */
export function requireNewFile(file: string, remedy: string): void {
  if (existsSync(file)) throw new StartupError(`${file} exists already, and is not overwritten. ${remedy}`);
}

/** Makes the draft anew: what stands in its place, such as a link that leads elsewhere, is not written through. */
export function createDraft(draft: string): WriteStream {
  rmSync(draft, { force: true });
  return createWriteStream(draft, { mode: 0o600, flush: true, flags: 'wx' });
}

/** Gives a draft its name. Adds a second name and removes the first: unlike `rename`, this never replaces another file. */
export function publish(draft: string, file: string): void {
  linkSync(draft, file);
  unlinkSync(draft);
  syncFolder(dirname(file));
}

/**
 * Writes a file, which appears under its name complete and on the disk, or not at all.
 *
 * @throws StartupError when it cannot be written.
 */
export async function writeNewFile(file: string, text: AsyncIterable<string>): Promise<void> {
  const draft = `${file}.part`;
  try {
    await pipeline(Readable.from(text), createDraft(draft));
    publish(draft, file);
  } catch (error) {
    throw unwritten(draft, file, error);
  }
}

/** Removes the draft that could not become the file. Returns what to throw: only what the file system says is about the file. */
export function unwritten(draft: string, file: string, error: unknown): unknown {
  if (existsSync(draft)) rmSync(draft);
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return error;
  return new StartupError(`The file ${file} cannot be written (${code}).`);
}
