import { Connection } from './connection.ts';
import { answerScript } from './script.ts';

// Connections that send their own requests without a pause, again and again from the first to the last. A process of its own.

export interface CyclesOptions {
  readonly urls: readonly string[];
  /** In latin1: what each connection sends in turn. */
  readonly cycles: readonly (readonly string[])[];
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** What must stand in every answer. */
  readonly expected: string;
}

export interface CyclesResult {
  readonly perSecond: number;
  /** How many requests each connection has sent, all of them answered. */
  readonly sent: readonly number[];
}

await answerScript(run);

async function run({ urls, cycles, warmUpSeconds, seconds, expected }: CyclesOptions): Promise<CyclesResult> {
  const begin = performance.now() + warmUpSeconds * 1000;
  const end = begin + seconds * 1000;
  const connections = await Promise.all(cycles.map(() => Connection.open(urls)));
  let counted = 0;
  const sent = await Promise.all(
    connections.map(async (connection, index) => {
      const requests = (cycles[index] ?? []).map((text) => Buffer.from(text, 'latin1'));
      let count = 0;
      for (; performance.now() < end; count += 1) {
        const { status, body } = await connection.ask(requests[count % requests.length] ?? Buffer.of());
        if (status !== 200 || !body.includes(expected)) throw new Error(`A wrong answer: ${status} ${body}`);
        const now = performance.now();
        if (now >= begin && now <= end) counted += 1;
      }
      connection.close();
      return count;
    }),
  );
  return { perSecond: counted / seconds, sent };
}
