import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { describe } from 'node:test';
import './process.ts'; // Here, so that what it does at the end is done at the end of all suites.

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '../..');

/**
 * Runs the suites of a folder in this process, one after the other. Loading the server takes longer than most suites. Each
 * is a `describe` of its own, so that its hooks are its own as well; for that it is loaded at once, by `require`, which takes
 * no file that awaits something outside of its hooks and tests.
 */
export function runTogether(folder: string): void {
  for (const file of globSync('*.test.ts', { cwd: folder }).sort()) {
    const path = join(folder, file);
    describe(relative(root, path), () => require(path));
  }
}
