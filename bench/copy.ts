import { rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { fill } from './scale-data.ts';
import { makeFolder, startServer } from './server.ts';
import { median } from './statistics.ts';
import { createBenchDatabase } from './store.ts';
import { type CopyRun, runStoreCopy } from './store-copy.ts';
import { atLeast, type Row, render, writeResults } from './table.ts';
import { organizationOf } from './world.ts';

// `npm run bench:copy`: how many rows `gatehouse store copy` copies and compares in a second, from the embedded store to a
// private PostgreSQL and back. `--write` also puts the table on the page of results.

const values = readOptions(import.meta.filename, { write: { type: 'boolean', default: false } });
const size = { users: 50_000, groups: 2000, members: 10_000, auditEntries: 100_000 };
const rounds = 3;
const goal = 20_000;

await using folder = await makeFolder();
await fill(folder.data, await firstStart(), size);
const load = loadavg()[0]?.toFixed(1);
const [there, back]: [CopyRun[], CopyRun[]] = [[], []];
for (let round = 0; round < rounds; round += 1) {
  const url = await createBenchDatabase();
  there.push(await runStoreCopy(folder.data, url));
  const target = `${folder.data}-back`;
  back.push(await runStoreCopy(url, target));
  await rm(target, { recursive: true });
}
const rows = [
  rowOf('From the embedded store to PostgreSQL', there),
  rowOf('From PostgreSQL to the embedded store', back),
];
const results = `${describeRun('postgres')}- Load before: ${load}\n\n${there[0]?.rows} rows, ${rounds} rounds each.\n\n${render(rows)}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, 'copy');

/** Makes the store and the organization, which is answered. */
async function firstStart(): Promise<string> {
  await using server = await startServer(folder);
  return organizationOf(server.token);
}

function rowOf(what: string, runs: readonly CopyRun[]): Row {
  const rates = runs.map(({ rowsPerSecond }) => rowsPerSecond);
  const middle = median(rates);
  const result = `${middle} rows/s (${Math.min(...rates)} to ${Math.max(...rates)})`;
  return { what, result, goal: atLeast(middle, goal, 'rows/s') };
}
