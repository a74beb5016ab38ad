import { setTimeout } from 'node:timers/promises';
import type { BodiesOptions, BodiesResult } from './bodies-load.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import type { ProbeOptions, ProbeResult } from './probe.ts';
import { runScript } from './script.ts';
import { makeFolder, type Server, startServer } from './server.ts';
import { atMost, type Row, render, writeResults } from './table.ts';
import { type BodyKind, bodyKinds } from './worst-bodies.ts';

// `npm run bench:bodies`: how long others wait while somebody sends the worst bodies there are, one after the other over
// two connections, in about a minute. `--write` also puts the table on the page of results.

const seconds = 8;
const leadSeconds = 1;
const perSecond = 25;

const values = readOptions(import.meta.filename, { write: { type: 'boolean', default: false } });
const results = `${describeRun()}\n${render(await measure())}`;
process.stdout.write(`\n${results}`);
if (values.write) writeResults(results, 'bodies');

async function measure(): Promise<Row[]> {
  await using folder = await makeFolder();
  await using server = await startServer(folder);
  await probe(server); // Lets the engine compile what is used often.
  const idle = await probe(server);
  const rows: Row[] = [{ what: 'Ready, idle', result: inMs(idle) }];
  for (const [kind, what] of Object.entries(bodyKinds) as [BodyKind, string][]) {
    process.stderr.write(`${what} …\n`);
    const [waited, load] = await Promise.all([
      setTimeout(leadSeconds * 1000).then(() => probe(server)),
      send(server, kind),
    ]);
    const result = `${inMs(waited)}: ${(waited.longest / idle.longest).toFixed(1)} times; ${answersOf(load)}`;
    rows.push({ what: `Ready while there come ${what}`, result, goal: atMost(waited.longest, 50, 'ms') });
  }
  return rows;
}

async function probe({ urls }: Server): Promise<ProbeResult['ready']> {
  const options: ProbeOptions = { urls, perSecond, seconds };
  return (await runScript<ProbeResult>('probe.ts', options)).ready;
}

/** Begins before the probe and outlasts it. */
function send({ urls, token }: Server, kind: BodyKind): Promise<BodiesResult> {
  const options: BodiesOptions = { urls, token, kind, seconds: seconds + leadSeconds + 1 };
  return runScript<BodiesResult>('bodies-load.ts', options);
}

function inMs({ p50, p99, longest }: ProbeResult['ready']): string {
  return `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, longest ${longest.toFixed(1)} ms`;
}

function answersOf({ answers, perSecond: rate }: BodiesResult): string {
  return `${rate.toFixed(0)}/s answered with ${Object.keys(answers).join(', ')}`;
}
