import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, resolve } from 'node:path';
import { describe } from 'node:test';
import { startInOrder } from './in-order.ts';
import { suitesVariable } from './suites.ts';
import './process.ts'; // Here, so that what it does at the end is done at the end of all suites.

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '../..');

/**
 * Runs the suites of a folder in this process, one after the other: loading the server takes longer than most of them. Each
 * is a `describe` of its own, so that its hooks are its own too. This is why it is loaded with `require`, which waits for
 * nothing: a suite that awaits something outside its hooks and tests cannot be loaded in this way.
 */
export function runTogether(folder: string): void {
  const wanted = process.env[suitesVariable]?.split(' ').map((name) => `${name}.test.ts`);
  for (const file of wanted ?? globSync('*.test.ts', { cwd: folder }).sort()) {
    const path = join(folder, file);
    describe(relative(root, path), () => {
      startInOrder();
      require(path);
    });
  }
}
