import { randomInt } from 'node:crypto';
import { Connection } from './connection.ts';
import type { Server } from './server.ts';
import { atLeast, type Row } from './table.ts';
import { bulkRequest } from './world.ts';

const perBatch = 1000;
const batches = 10;

/**
 * New users a second, one request after the other. What is sent was written before the clock started.
 *
 * @param servers of the small data, of the large one, and of the large one on the embedded store, if that is the other.
 */
export async function bulkCreation(servers: readonly Server[]): Promise<Row[]> {
  const mark = Date.now().toString(36);
  const neighbours = batchesOf((n) => ({ userName: `${mark}.${n}`, name: 'New', type: 'user' }));
  const anywhere = batchesOf((n) => {
    const userName = `user${randomInt(10 ** 8)}.${mark}.${n}`;
    const names = { name: 'New', surname: `S${n % 1000}`, displayName: `New S${n % 1000}` };
    return { userName, email: `${userName}@bench.example`, ...names, type: 'user' };
  });
  return [
    await compare(servers, 'Bulk creation, names side by side', neighbours),
    await compare(servers, 'Bulk creation, all names, anywhere', anywhere),
  ];
}

async function compare(servers: readonly Server[], what: string, bodies: readonly object[]): Promise<Row> {
  const rates: number[] = [];
  for (const server of servers) rates.push(await rateOf(server, what, bodies));
  const [before = Number.NaN, after = Number.NaN, embedded] = rates;
  const besides = embedded === undefined ? '' : `; embedded ${embedded.toFixed(0)} users/s`;
  const result = `${before.toFixed(0)} users/s, then ${after.toFixed(0)} users/s${besides}`;
  return { what, result, goal: atLeast(after, 5000, 'users/s') };
}

/** Two more than are measured. */
const batchesOf = (user: (n: number) => object): readonly object[] =>
  Array.from({ length: batches + 2 }, (_, batch) => ({
    users: Array.from({ length: perBatch }, (_, n) => user(batch * perBatch + n)),
  }));

async function rateOf(server: Server, what: string, bodies: readonly object[]): Promise<number> {
  const requests = bodies.map((body) => bulkRequest(server.token, body));
  const connection = await Connection.open(server.urls);
  let start = 0;
  for (const [batch, request] of requests.entries()) {
    if (batch === requests.length - batches) start = performance.now();
    const { status, body } = await connection.exchange(request);
    if (status !== 200) throw new Error(`${what}: ${status} ${body.slice(0, 300)}`);
  }
  const seconds = (performance.now() - start) / 1000;
  connection.close();
  return (batches * perBatch) / seconds;
}
