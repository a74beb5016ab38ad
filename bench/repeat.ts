import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { percentile } from './statistics.ts';

// Connections that send the same request without a pause. A process of its own.

export interface RepeatOptions {
  readonly urls: readonly string[];
  /** In latin1: what each connection sends. There may be fewer than connections; then they are shared. */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** What must stand in every answer. */
  readonly expected: string;
}

export interface RepeatResult {
  readonly perSecond: number;
  readonly medianMs: number;
}

await answerScript(repeat);

async function repeat(options: RepeatOptions): Promise<RepeatResult> {
  const begin = performance.now() + options.warmUpSeconds * 1000;
  const end = begin + options.seconds * 1000;
  const connections = await Promise.all(
    Array.from({ length: options.connections }, () => Connection.open(options.urls)),
  );
  const durations = await Promise.all(
    connections.map((connection, index) => exchangeUntil(begin, end, connection, index, options)),
  );
  for (const connection of connections) connection.close();
  const counted = durations.flat();
  return { perSecond: counted.length / options.seconds, medianMs: percentile(counted, 0.5) };
}

/** How long each exchange took that ended within the time. */
async function exchangeUntil(
  begin: number,
  end: number,
  connection: Connection,
  index: number,
  { requests, expected }: RepeatOptions,
): Promise<number[]> {
  const request = Buffer.from(requests[index % requests.length] ?? '', 'latin1');
  const durations: number[] = [];
  for (let start = performance.now(); start < end; ) {
    const { status, body } = await connection.ask(request);
    if (status !== 200 || !body.includes(expected)) throw new Error(`A wrong answer: ${status} ${body}`);
    const now = performance.now();
    if (now >= begin && now <= end) durations.push(now - start);
    start = now;
  }
  return durations;
}
