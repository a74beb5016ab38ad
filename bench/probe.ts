import { setTimeout } from 'node:timers/promises';
import { type Answer, Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { percentile } from './statistics.ts';
import { readyRequest, tokenRequest } from './world.ts';

// How long other requests take: one of each kind at fixed times, whether or not earlier ones have been answered, and
// timed from when it was due. A server that stalls cannot hide it by delaying the next sample. A process of its own.

export interface ProbeOptions {
  readonly urls: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Latency {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

export interface ProbeResult {
  readonly ready: Latency;
  readonly token: Latency;
}

await answerScript(async (options: ProbeOptions): Promise<ProbeResult> => {
  const [ready, token] = await Promise.all([
    probe(options, 0, readyRequest(), '"ready"'),
    probe(options, 0.5, tokenRequest(), '"access_token"'),
  ]);
  return { ready, token };
});

/** `phase`, in intervals, keeps two probes from asking at the same time. */
async function probe(
  { urls, perSecond, seconds }: ProbeOptions,
  phase: number,
  request: Buffer,
  expected: string,
): Promise<Latency> {
  const idle = await Promise.all(urls.map(() => Connection.open(urls)));
  const begin = performance.now();
  const samples = Array.from({ length: perSecond * seconds }, async (_, sample) => {
    const due = begin + ((sample + phase + 1) * 1000) / perSecond;
    await setTimeout(due - performance.now());
    // A timer may ring a fraction of a millisecond too early.
    const start = Math.min(due, performance.now());
    const connection = idle.shift() ?? (await Connection.open(urls));
    check(await connection.ask(request), expected);
    idle.push(connection);
    return performance.now() - start;
  });
  const latencies = await Promise.all(samples);
  for (const connection of idle) connection.close();
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), longest: Math.max(...latencies) };
}

function check({ status, body }: Answer, expected: string): void {
  if (status !== 200 || !body.includes(expected)) throw new Error(`A wrong answer: ${status} ${body}`);
}
