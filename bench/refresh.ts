import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { percentile } from './statistics.ts';
import { refreshRequest, signInRequest } from './world.ts';

// Connections that refresh without a pause, each the latest token of its own sign-in. A process of its own.

export interface RefreshOptions {
  readonly urls: readonly string[];
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface RefreshResult {
  readonly perSecond: number;
  readonly medianMs: number;
}

await answerScript(refresh);

async function refresh({ urls, connections, warmUpSeconds, seconds }: RefreshOptions): Promise<RefreshResult> {
  const users = Array.from({ length: connections }, (_, user) => user);
  const signedIn = await Promise.all(
    users.map(async (user) => {
      const connection = await Connection.open(urls);
      return { connection, token: await tokenFor(connection, signInRequest(user)) };
    }),
  );
  const begin = performance.now() + warmUpSeconds * 1000;
  const end = begin + seconds * 1000;
  const durations = await Promise.all(
    signedIn.map(({ connection, token }) => refreshUntil(begin, end, connection, token)),
  );
  for (const { connection } of signedIn) connection.close();
  const counted = durations.flat();
  return { perSecond: counted.length / seconds, medianMs: percentile(counted, 0.5) };
}

async function refreshUntil(begin: number, end: number, connection: Connection, first: string): Promise<number[]> {
  const durations: number[] = [];
  let token = first;
  for (let start = performance.now(); start < end; ) {
    token = await tokenFor(connection, refreshRequest(token));
    const now = performance.now();
    if (now >= begin && now <= end) durations.push(now - start);
    start = now;
  }
  return durations;
}

async function tokenFor(connection: Connection, request: Buffer): Promise<string> {
  const { status, body } = await connection.ask(request);
  const { refresh_token: token } = JSON.parse(body) as { refresh_token?: string };
  if (status !== 200 || token === undefined) throw new Error(`A wrong answer: ${status} ${body}`);
  return token;
}
