import { Connection } from './connection.ts';
import { answerScript } from './script.ts';
import { percentile } from './statistics.ts';
import { changeRequests } from './world.ts';

// Connections that change passwords without a pause, each that of its own user. A process of its own.

export interface LoadOptions {
  readonly urls: readonly string[];
  readonly token: string;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

export interface LoadResult {
  readonly changes: number;
  readonly changesPerSecond: number;
  readonly medianMs: number;
  readonly p95Ms: number;
}

interface Change {
  readonly endedAt: number;
  readonly ms: number;
}

await answerScript(load);

async function load(options: LoadOptions): Promise<LoadResult> {
  const users = Array.from({ length: options.connections }, (_, user) => user);
  const connections = await Promise.all(users.map(() => Connection.open(options.urls)));
  const begin = performance.now() + options.warmUpSeconds * 1000;
  const end = begin + options.seconds * 1000;
  const changes = await Promise.all(
    connections.map((connection, user) => changeUntil(end, connection, changeRequests(options.token, user))),
  );
  for (const connection of connections) connection.close();
  return summary(changes.flat().filter(({ endedAt }) => endedAt >= begin && endedAt <= end));
}

/** There and back, so that the user ends with the password it began with and can be used again. */
async function changeUntil(end: number, connection: Connection, thereAndBack: readonly Buffer[]): Promise<Change[]> {
  const changes: Change[] = [];
  while (performance.now() < end) {
    for (const request of thereAndBack) {
      const start = performance.now();
      const { status, body } = await connection.ask(request);
      if (status !== 200 || body !== '{"succeeded":true,"errors":[]}')
        throw new Error(`A wrong answer: ${status} ${body}`);
      const endedAt = performance.now();
      changes.push({ endedAt, ms: endedAt - start });
    }
  }
  return changes;
}

/** The rate is taken from the first to the last end of a change, so that it does not depend on where the window cuts. */
function summary(changes: readonly Change[]): LoadResult {
  const ends = changes.map(({ endedAt }) => endedAt);
  const durations = changes.map(({ ms }) => ms);
  return {
    changes: changes.length,
    changesPerSecond: ((ends.length - 1) * 1000) / (Math.max(...ends) - Math.min(...ends)),
    medianMs: percentile(durations, 0.5),
    p95Ms: percentile(durations, 0.95),
  };
}
