import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { measureParts, type Parts } from './parts.ts';
import { makeFolder, startServer } from './server.ts';
import { renderTable, writeResults } from './table.ts';

// `npm run bench:cores`: what a request takes of the main thread and of all others, and what follows from that for machines
// with more cores than this one. `--write` puts the table on the page of results.

const values = readOptions(import.meta.filename, { write: { type: 'boolean', default: false } });

await using folder = await makeFolder();
await using server = await startServer(folder);
const headings = ['Request', 'Main thread', 'Disk', 'Other threads', 'Most of one process'];
const machines = [4, 16, 64];
const rows = (await measureParts(server)).map((parts) => [
  parts.what,
  ...[parts.mainUs, parts.diskUs, parts.otherUs].map((us) => `${us.toFixed(0)} µs`),
  `${perSecondOfOne(parts).toFixed(0)}/s`,
  ...machines.map((cores) => outlook(parts, cores)),
]);
const results = `${describeRun()}\n${renderTable([...headings, ...machines.map((cores) => `${cores} cores`)], rows)}`;
process.stdout.write(results);
if (values.write) writeResults(results, 'cores');

/** What one process can do however many cores there are: its main thread does one thing at a time, and waits for the disk. */
function perSecondOfOne({ mainUs, diskUs }: Parts): number {
  return 1e6 / (mainUs + diskUs);
}

/** What so many cores can do if all of them are busy, what one process makes of them, and how many processes it takes. */
function outlook(parts: Parts, cores: number): string {
  const ofAll = (cores * 1e6) / (parts.mainUs + parts.otherUs);
  const ofOne = perSecondOfOne(parts);
  const processes = Math.ceil(ofAll / ofOne);
  const one = `${Math.min(ofOne, ofAll).toFixed(0)}/s`;
  return processes === 1 ? one : `${one}, with ${processes} processes ${ofAll.toFixed(0)}/s`;
}
