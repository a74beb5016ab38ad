import { availableParallelism } from 'node:os';
import type { BareHashOptions, BareHashResult } from './bare-hash.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { mean, median } from './statistics.ts';
import { atMost, type Row } from './table.ts';
import { userCount } from './world.ts';

const threads = availableParallelism();

/** A change verifies the old password and hashes the new one. */
const hashesPerChange = 2;

/**
 * Changes a second with one, a few and many connections, against what the bare library does on the same machine. Machines
 * change speed from minute to minute, so the library is measured before and after each cell.
 */
export async function measureThroughput(server: Server): Promise<Row[]> {
  const aloneBefore = await bareHash(1);
  const bare = [await bareHash(threads)];
  const cells: Row[] = [];
  let single: LoadResult | undefined;
  for (const connections of [1, 8, userCount]) {
    const measured = await changes(server, connections);
    single ??= measured;
    bare.push(await bareHash(threads));
    const bound = mean(bare.slice(-2).map((round) => round.hashesPerSecond)) / hashesPerChange;
    cells.push(throughputRow(connections, measured, bound));
  }
  const hashMs = mean([aloneBefore.medianMs, (await bareHash(1)).medianMs]);
  const hashesPerSecond = median(bare.map((round) => round.hashesPerSecond));
  return [
    { what: `Bare library, ${threads} threads`, result: `${hashesPerSecond.toFixed(1)} hashes/s` },
    ...cells,
    { what: 'Bare library, one thread, median', result: `1 hash = ${hashMs.toFixed(1)} ms` },
    ...(single ? latencyRows(single, hashMs) : []),
  ];
}

function throughputRow(connections: number, { changesPerSecond }: LoadResult, bound: number): Row {
  const share = changesPerSecond / bound;
  return {
    what: `Changes, ${connections} connection${connections === 1 ? '' : 's'}`,
    result: `${changesPerSecond.toFixed(1)}/s = ${share.toFixed(3)} of the bound of ${bound.toFixed(1)}/s`,
    // One connection cannot keep every core busy all the time: its goal is the latency.
    ...(connections === 1 ? {} : { goal: { text: '≥ 0.95 of the bound', isMet: share >= 0.95 } }),
  };
}

function latencyRows({ medianMs, p95Ms, changes }: LoadResult, hashMs: number): Row[] {
  const result = (ms: number) => `${(ms / hashMs).toFixed(2)} hashes = ${ms.toFixed(1)} ms`;
  return [
    {
      what: `One change at a time, median of ${changes}`,
      result: result(medianMs),
      goal: atMost(medianMs / hashMs, 1.3, 'hashes'),
    },
    { what: 'One change at a time, 95th percentile', result: result(p95Ms) },
  ];
}

function bareHash(threadCount: number): Promise<BareHashResult> {
  const options: BareHashOptions = { threads: threadCount, seconds: 2 };
  return runScript<BareHashResult>('bare-hash.ts', options);
}

function changes({ url, token }: Server, connections: number): Promise<LoadResult> {
  const options: LoadOptions = { url, token, connections, warmUpSeconds: 1, seconds: 5 };
  return runScript<LoadResult>('load.ts', options);
}
