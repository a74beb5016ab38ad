import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { describe } from 'node:test';
import { startInOrder } from './in-order.ts';
import './process.ts'; // Here, so that what it does at the end is done at the end of all suites.

const require = createRequire(import.meta.url);
const root = resolve(import.meta.dirname, '../..');

/**
 * Runs the suites that match in this process, one after the other: loading the server takes longer than most of them. Each
 * is a `describe` of its own, so that its hooks are its own too. This is why it is loaded with `require`, which waits for
 * nothing: a suite that awaits something outside its hooks and tests cannot be loaded in this way.
 *
 * @param patterns globs, from the folder of the project.
 */
export function runTogether(...patterns: readonly string[]): void {
  for (const file of globSync(patterns, { cwd: root }).sort()) {
    describe(file, () => {
      startInOrder();
      require(resolve(root, file));
    });
  }
}
