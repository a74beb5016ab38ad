import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../../test/support/folder.ts';
import { importBreached } from './build.ts';
import { sha1Of } from './filter.ts';

/** The SHA-1 of a password as the corpus writes it. */
export const digitsOf = (password: string): string => sha1Of(password).toString('hex').toUpperCase();

/** So many passwords, the same ones each time. */
export const passwords = (count: number, name = 'password'): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${name} ${index}`);

/** The lines of a corpus of those passwords, each seen so often as its place says. */
export const linesOf = (all: readonly string[]): readonly string[] =>
  all.map((password, index) => `${digitsOf(password)}:${index + 1}`);

/** A folder with a corpus and the filter that is made of it. */
export async function useFolder() {
  const folder = await temporaryFolder();
  const target = join(folder.path, 'breached.filter');
  let imports = 0;
  const put = async (name: string, content: string | Uint8Array | readonly string[]): Promise<string> => {
    const file = join(folder.path, name);
    await writeFile(file, typeof content === 'string' || content instanceof Uint8Array ? content : content.join('\n'));
    return file;
  };
  return {
    path: folder.path,
    target,
    put,
    async import(paths: readonly string[], minimumCount = 1) {
      imports += 1;
      const scratch = join(folder.path, `scratch-${imports}`);
      mkdirSync(scratch);
      const steps: string[] = [];
      const onProgress = (step: string, done: number, total: number) => {
        steps.push(`${step} ${Math.floor((100 * done) / total)}`);
      };
      const facts = await importBreached({ paths, target, scratch, minimumCount, now: () => 0, onProgress });
      return { facts, steps };
    },
    [Symbol.asyncDispose]: folder[Symbol.asyncDispose],
  };
}
