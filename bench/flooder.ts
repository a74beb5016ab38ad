import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { guessRequests } from './world.ts';

// Somebody in one network who tries names and passwords over many connections, sends the next request as soon as there is
// an answer, and waits when told to no more than a flood does: not at all. A process of its own.

export interface FlooderOptions {
  readonly urls: readonly string[];
  readonly localAddress: string;
  readonly connections: number;
  readonly seconds: number;
}

/** How many requests were answered with each status. */
export type FlooderResult = Readonly<Record<number, number>>;

await answerScript(async (options: FlooderOptions): Promise<FlooderResult> => {
  const end = performance.now() + options.seconds * 1000;
  const counts: Record<number, number> = {};
  await Promise.all(Array.from({ length: options.connections }, (_, n) => flood(options, n, end, counts)));
  return counts;
});

/** A caller who is cut off comes back. */
async function flood(
  { urls, localAddress }: FlooderOptions,
  n: number,
  end: number,
  counts: Record<number, number>,
): Promise<void> {
  const requests = guessRequests(n);
  while (performance.now() < end) {
    const connection = await Connection.open(urls, localAddress).catch(() => undefined);
    const cut = setTimeout(() => connection?.close(), end - performance.now());
    try {
      for (let sent = n; connection && performance.now() < end; sent += 1) {
        const { status } = await connection.exchange(requests[sent % requests.length] as Buffer);
        counts[status] = (counts[status] ?? 0) + 1;
      }
    } catch {
      counts[0] = (counts[0] ?? 0) + 1;
    }
    clearTimeout(cut);
    connection?.close();
  }
}
