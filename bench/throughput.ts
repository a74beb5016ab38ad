import { availableParallelism } from 'node:os';
import type { BareHashOptions, BareHashResult } from './bare-hash.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { mean, median, sum } from './statistics.ts';
import { atMost, type Row } from './table.ts';
import { userCount } from './world.ts';

export const threads = availableParallelism();

/** A change verifies the old password and hashes the new one. */
export const hashesPerChange = 2;

interface Cell {
  readonly connections: number;
  readonly load: LoadResult;
  /** Changes a second if there were nothing but hashes. */
  readonly bound: number;
}

/**
 * Changes a second with one, a few and many connections, against what the bare library does on the same machine. Machines
 * change speed from minute to minute, so the library is measured before and after each cell, and each cell twice.
 */
export async function measureThroughput(server: Server): Promise<Row[]> {
  await changes(server, userCount); // Until the engine has compiled what is used often.
  const alone = [await bareHash(1)];
  const bare = [await bareHash(threads)];
  const cells: Cell[] = [];
  for (const connections of [1, 8, userCount, 1, 8, userCount]) {
    const load = await changes(server, connections);
    bare.push(await bareHash(threads));
    const bound = mean(bare.slice(-2).map((round) => round.hashesPerSecond)) / hashesPerChange;
    cells.push({ connections, load, bound });
    if (connections === 1) alone.push(await bareHash(1));
  }
  const hashMs = mean(alone.map((round) => round.medianMs));
  return [
    bareRow(bare.map((round) => round.hashesPerSecond)),
    ...[...Map.groupBy(cells, (cell) => cell.connections).values()].map(throughputRow),
    { what: 'Bare library, one thread, median', result: `1 hash = ${hashMs.toFixed(1)} ms` },
    ...latencyRows(
      cells.filter((cell) => cell.connections === 1),
      hashMs,
    ),
  ];
}

/** The extremes show whether the machine was steady; when it was not, the shares below mean little. */
function bareRow(rates: readonly number[]): Row {
  const extremes = `${Math.min(...rates).toFixed(0)} to ${Math.max(...rates).toFixed(0)}`;
  return { what: `Bare library, ${threads} threads`, result: `${median(rates).toFixed(1)} hashes/s (${extremes})` };
}

function throughputRow(cells: readonly Cell[]): Row {
  const connections = cells[0]?.connections;
  const rate = mean(cells.map(({ load }) => load.changesPerSecond));
  const bound = mean(cells.map((cell) => cell.bound));
  const share = rate / bound;
  return {
    what: `Changes, ${connections} connection${connections === 1 ? '' : 's'}`,
    result: `${rate.toFixed(1)}/s = ${share.toFixed(3)} of the bound of ${bound.toFixed(1)}/s`,
    // One connection cannot keep every core busy all the time: its goal is the latency.
    ...(connections === 1 ? {} : { goal: { text: '≥ 0.95 of the bound', isMet: share >= 0.95 } }),
  };
}

function latencyRows(cells: readonly Cell[], hashMs: number): Row[] {
  const typical = mean(cells.map(({ load }) => load.medianMs));
  const slow = mean(cells.map(({ load }) => load.p95Ms));
  const result = (ms: number) => `${(ms / hashMs).toFixed(2)} hashes = ${ms.toFixed(1)} ms`;
  return [
    {
      what: `One change at a time, median of ${sum(cells.map(({ load }) => load.changes))}`,
      result: result(typical),
      goal: atMost(typical / hashMs, 1.3, 'hashes'),
    },
    { what: 'One change at a time, 95th percentile', result: result(slow) },
  ];
}

export function bareHash(threadCount: number): Promise<BareHashResult> {
  const options: BareHashOptions = { threads: threadCount, seconds: 1.5 };
  return runScript<BareHashResult>('bare-hash.ts', options);
}

function changes({ urls, token }: Server, connections: number): Promise<LoadResult> {
  const options: LoadOptions = { urls, token, connections, warmUpSeconds: 0.5, seconds: 4 };
  return runScript<LoadResult>('load.ts', options);
}
