import { setTimeout } from 'node:timers/promises';
import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { percentile } from './statistics.ts';
import { changeRequests, readingRequest, signInRequest, userCount } from './world.ts';

// What people of another network do meanwhile: at fixed times, whether or not earlier requests have been answered, and
// timed from when they were due. A process of its own.

export interface NeighbourOptions {
  readonly urls: readonly string[];
  readonly token: string;
  readonly localAddress: string;
  readonly seconds: number;
  /** Whether they only read, more often. */
  readonly readsOnly?: true;
}

export interface Experience {
  readonly p50: number;
  readonly p99: number;
  /** How many requests were asked, and how many of them had another answer than they should. */
  readonly asked: number;
  readonly refused: number;
}

export interface NeighbourResult {
  readonly changes: Experience;
  readonly signIns: Experience;
  readonly reads: Experience;
}

/** Some users change their passwords, the others sign in. In a run, each changes it there and back as often. */
const changers = 25;

await answerScript(async (options: NeighbourOptions): Promise<NeighbourResult> => {
  const { token, readsOnly } = options;
  const thereAndBack = Array.from({ length: changers }, (_, user) => changeRequests(token, user));
  const change = (n: number) => thereAndBack[n % changers]?.[Math.floor(n / changers) % 2] as Buffer;
  const signIns = Array.from({ length: userCount - changers }, (_, n) => signInRequest(changers + n));
  const [changes, signedIn, reads] = await Promise.all([
    ask(options, readsOnly ? 0 : 5, 0, change),
    ask(options, readsOnly ? 0 : 5, 0.5, (n) => signIns[n % signIns.length] as Buffer),
    ask(options, readsOnly ? 100 : 25, 0.25, () => readingRequest(token)),
  ]);
  return { changes, signIns: signedIn, reads };
});

/** `phase`, in intervals, keeps two kinds from asking at the same time. */
async function ask(
  { urls, localAddress, seconds }: NeighbourOptions,
  perSecond: number,
  phase: number,
  requestOf: (n: number) => Buffer,
): Promise<Experience> {
  const idle = await Promise.all(urls.map(() => Connection.open(urls, localAddress)));
  const begin = performance.now();
  let refused = 0;
  const samples = Array.from({ length: perSecond * seconds }, async (_, n) => {
    const due = begin + ((n + phase + 1) * 1000) / perSecond;
    await setTimeout(due - performance.now());
    const start = Math.min(due, performance.now());
    try {
      const connection = idle.shift() ?? (await Connection.open(urls, localAddress));
      const { status } = await connection.exchange(requestOf(n));
      if (status !== 200) refused += 1;
      idle.push(connection);
    } catch {
      refused += 1; // Cut off.
    }
    return performance.now() - start;
  });
  const latencies = await Promise.all(samples);
  for (const connection of idle) connection.close();
  return { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99), asked: samples.length, refused };
}
