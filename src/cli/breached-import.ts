import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { temporaryFolder } from '../backup/folder.ts';
import { importBreached } from '../breached/build.ts';
import { breachedFilterOf } from '../config/breached.ts';
import { readConfig } from '../config/read.ts';
import { StartupError } from '../errors.ts';
import { describeFilter } from './breached.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { printLine } from './print-line.ts';
import { createProgress } from './progress.ts';
import { exitWhenStopped } from './stop-signal.ts';

export const breachedImport: Command = {
  name: 'breached import',
  summary: 'Make the filter of breached passwords from the Pwned Passwords corpus.',
  description: [
    'Reads files and folders of the Pwned Passwords corpus with SHA-1 hashes, as its downloaders leave them: one file of lines',
    '"SHA1:count" in whatever order, or files of ranges, each named by the first five digits; compressed with gzip or not. Makes',
    'one filter of them, 1.2 bytes a password, and puts it in place of the one before: a running server uses it from the next',
    'password on. A filter that was made elsewhere, named alone, is checked and put in place as it is.',
    '',
    'On the disk of the filter it takes 8 bytes more for each line until it is done; of memory, some 200 MiB.',
  ].join('\n'),
  examples: ['breached import pwned-passwords/'],
  argument: { placeholder: 'FILE', isRepeated: true },
  values: {
    'minimum-count': { placeholder: 'N', doc: 'Leave out passwords that were seen less often. Default: 1.' },
  },
  options: ['data', 'breached-filter', 'config'],
  run: async (flags, _argument, { FILE: paths = [] } = {}) => {
    process.umask(0o077);
    exitWhenStopped();
    const minimumCount = readCount(flags['minimum-count']);
    const target = breachedFilterOf(await readConfig({ flags, environment: process.env }));
    const folder = dirname(target);
    if (!existsSync(folder)) {
      throw new StartupError(
        `There is no folder ${folder}. Name that of the server with --data, or a file with --breached-filter.`,
      );
    }
    await using scratch = await temporaryFolder(folder);
    using progress = progressOfSteps();
    const facts = await importBreached({
      ...{ paths, target, scratch: scratch.path, minimumCount, now: Date.now, onProgress: progress.show },
    });
    progress.end();
    printLine(`${target}: ${describeFilter(facts)}`);
    return 0;
  },
};

/** @throws UsageError */
function readCount(text = '1'): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`--minimum-count: "${text}" is not a whole number from 1 to 999999999.`);
}

const labels = { read: 'Reading', build: 'Building', verify: 'Checking' };

/** One bar after the other. */
function progressOfSteps() {
  const bars = new Map<string, ReturnType<typeof createProgress>>();
  const end = () => {
    for (const bar of bars.values()) bar.end();
  };
  return {
    show: (step: keyof typeof labels, done: number, total: number) => {
      if (!bars.has(step)) {
        end();
        bars.set(step, createProgress(labels[step]));
      }
      bars.get(step)?.show(done, total);
    },
    end,
    [Symbol.dispose]: end,
  };
}
