import { measureCalibration } from './calibration.ts';
import { measureFlood } from './flood.ts';
import { describeRun } from './machine.ts';
import { measureIdleMemory, measureMemoryAfterLoad, measurePeakMemory } from './memory.ts';
import { readOptions } from './options.ts';
import { measureResponsiveness } from './responsiveness.ts';
import { makeFolder, startServer } from './server.ts';
import { measureStart } from './start.ts';
import { readNodes, readStoreKind } from './store.ts';
import { compareStores } from './stores.ts';
import { type Row, render, writeResults } from './table.ts';
import { measureThroughput } from './throughput.ts';
import { measureCurve, measureReading, measureTokens } from './token-throughput.ts';

// `npm run bench`: measures a server in a process of its own, in about four minutes, and prints a table. `--write`
// also puts it on the page of results; `--store postgres` is about servers on a private PostgreSQL, and `--nodes 2` about so many
// of them, which the clients ask in turn. A goal that is missed is a result; only a wrong answer is a failure.

const values = readOptions(import.meta.filename, {
  write: { type: 'boolean', default: false },
  store: { type: 'string', default: 'sqlite' },
  nodes: { type: 'string', default: '1' },
});
const kind = readStoreKind(values.store);
const nodes = readNodes(values.nodes, kind);
const results = `${describeRun(kind, nodes)}\n${render(await measure())}`;
process.stdout.write(`\n${results}`);
if (values.write) writeResults(results, 'results');

async function measure(): Promise<Row[]> {
  const calibration = await step('What a hash may cost', measureCalibration);
  const start = await step('Starting, six times', () => measureStart(kind));
  const stores = await step('Changes on either store, in turn', compareStores);
  await using folder = await makeFolder(kind);
  await step('Making the store', async () => (await startServer(folder))[Symbol.asyncDispose]());
  await using server = await startServer(folder, [], nodes);
  const idleMemory = await step('Idle memory', () => measureIdleMemory(server));
  const throughput = await step('Changes and bare hashes, in turn', () => measureThroughput(server));
  const responsiveness = await step('Other requests, idle and flooded', () => measureResponsiveness(server));
  const tokens = await step('Tokens and bare signatures, in turn', () => measureTokens(server));
  const curve = await step('Tokens with ES256', () => measureCurve(kind));
  const reading = await step('An authenticated read and a bare route, in turn', () => measureReading(server));
  const flood = await step('Others in a flood of names', () => measureFlood(server));
  const memory = await step('Memory, a minute after the flood', () => measureMemoryAfterLoad(server));
  return [
    ...throughput,
    ...calibration,
    ...stores,
    ...responsiveness,
    ...flood,
    ...tokens,
    ...curve,
    ...reading,
    ...start,
    idleMemory,
    ...memory,
    measurePeakMemory(server),
  ];
}

/** Says what takes the time. */
async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  process.stderr.write(`${what} …\n`);
  return await work();
}
