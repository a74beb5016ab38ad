import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { StartupError } from '../errors.ts';
import type { InputFile } from '../import/reader.ts';

/** The files of a command line, and how far they are read. */
export interface Input {
  readonly files: readonly InputFile[];
  /** Bytes of all of them. */
  readonly size: number;
  /** Bytes that were read; those of a file that is read once more count from its start again. */
  readonly done: () => number;
}

/**
 * The named files, and for a folder those in it, by name.
 *
 * @throws StartupError when one is not there or something else, such as a pipe, or a folder is empty.
 */
export function inputFiles(paths: readonly string[]): Input {
  const read = new Map<string, number>();
  const files = paths.flatMap(filesAt).map((path) => ({
    name: basename(path),
    size: attempt(path, () => statSync(path).size),
    async *read() {
      read.set(path, 0);
      for await (const bytes of createReadStream(path)) {
        read.set(path, (read.get(path) ?? 0) + bytes.length);
        yield bytes;
      }
    },
  }));
  const size = files.reduce((sum, file) => sum + file.size, 0);
  return { files, size, done: () => [...read.values()].reduce((sum, bytes) => sum + bytes, 0) };
}

function filesAt(path: string): readonly string[] {
  const facts = attempt(path, () => statSync(path));
  // A pipe gives what is in it once, and the files are read more than once.
  if (!facts.isDirectory() && !facts.isFile()) throw new StartupError(`${path} is neither a file nor a folder.`);
  if (facts.isFile()) return [path];
  const inside = attempt(path, () => readdirSync(path, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => join(path, name));
  if (inside.length === 0) throw new StartupError(`There is no file in ${path}.`);
  return inside.sort(inNumericOrder);
}

/** `users-10` behind `users-9`. */
const inNumericOrder = new Intl.Collator('en', { numeric: true }).compare;

function attempt<T>(path: string, look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Why a file that somebody has named could not be read. */
export function unreadable(path: string, error: unknown): StartupError {
  const { code } = error as NodeJS.ErrnoException;
  return new StartupError(code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code}).`);
}
