import { createInterface } from 'node:readline';
import { BreachedFilter, sha1Of } from '../breached/filter.ts';
import { type FilterFacts, verifyFilter } from '../breached/filter-file.ts';
import { breachedFilterOf } from '../config/breached.ts';
import { readConfig } from '../config/read.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './print-line.ts';
import { createProgress } from './progress.ts';

export const describeFilter = ({ entries, minimumCount, createdAt }: FilterFacts): string =>
  `${entries} breached passwords${minimumCount > 1 ? ` that were seen at least ${minimumCount} times` : ''}, made ${createdAt}`;

export const breachedStatus: Command = {
  name: 'breached status',
  summary: 'Tell which filter of breached passwords there is, and check it.',
  description:
    'Reads all of the filter: every byte has to be as it was written. The exit code is 1 when one is not, or there is no filter.',
  examples: ['breached status'],
  switches: { json: 'Print JSON.' },
  options: ['data', 'breached-filter', 'config'],
  run: async (flags) => {
    const file = breachedFilterOf(await readConfig({ flags, environment: process.env }));
    const progress = createProgress('Checking');
    const { facts, size } = await verifyFilter(file, progress.show).finally(progress.end);
    const { entries, minimumCount, createdAt } = facts;
    const bytes = (size / Math.max(entries, 1)).toFixed(2);
    if (flags.json === '') printJson({ file, size, entries, minimumCount, createdAt });
    else printLine(`${file} is whole: ${describeFilter(facts)}; ${size} bytes, ${bytes} a password.`);
    return 0;
  },
};

export const breachedCheck: Command = {
  name: 'breached check',
  summary: 'Tell which of the passwords on standard input are breached.',
  description: [
    'Looks every line of standard input up in the filter, and prints "breached" or "not found" for each, never the password.',
    'Of passwords that are not breached, one of 256 is called so. Asks nobody else.',
  ].join('\n'),
  examples: ['breached check < passwords.txt'],
  options: ['data', 'breached-filter', 'config'],
  run: async (flags) => {
    const file = breachedFilterOf(await readConfig({ flags, environment: process.env }));
    await using filter = await BreachedFilter.open(file);
    for await (const password of createInterface({ input: process.stdin })) {
      printLine(filter.has(sha1Of(password)) ? 'breached' : 'not found');
    }
    return 0;
  },
};
