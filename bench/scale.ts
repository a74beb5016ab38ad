import { randomUUID } from 'node:crypto';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { bulkCreation } from './scale-bulk.ts';
import { type Copied, toPostgres } from './scale-copy.ts';
import type { Size } from './scale-data.ts';
import { large, prepare, small, step } from './scale-folder.ts';
import { groupList, type Question, questions, unindexedOrder } from './scale-questions.ts';
import { type Folder, type Server, startServer } from './server.ts';
import { secondsToToken, starts } from './start.ts';
import { median, percentile } from './statistics.ts';
import { readStoreKind } from './store.ts';
import { atMost, type Row, render, writeResults } from './table.ts';
import { organizationOf } from './world.ts';

// `npm run bench:scale`: whether the API stays as quick as it was when an organization grows from a thousand users to a
// million. SCALE_USERS, SCALE_GROUPS, SCALE_AUDIT make it smaller; SCALE_DATA names a folder in which the large data is
// kept for the next run. Both servers run side by side and are asked in turn, so that the machine's moods cancel out.
// `--store postgres` asks servers on a private PostgreSQL, whose data was copied there by `gatehouse store copy`, and beside them
// one on the embedded store that it was copied from. SCALE_DATA keeps that database as well. `--only TEXT` measures those alone
// whose names have it. `--write` also puts the table on the page of results.

const values = readOptions(import.meta.filename, {
  write: { type: 'boolean', default: false },
  store: { type: 'string', default: 'sqlite' },
  only: { type: 'string', default: '' },
});
const kind = readStoreKind(values.store);

const rows = await measure();
const counts = `${large.users} users, ${large.groups} groups, one with ${large.members} members, ${large.auditEntries} audit entries`;
const results = `${describeRun(kind)}\nLarge: ${counts}. Small: ${small.users} users.\n\n${render(rows)}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, 'scale');

async function measure(): Promise<readonly Row[]> {
  await using one = await prepare(small);
  await using other = await prepare(large, process.env.SCALE_DATA);
  if (kind === 'sqlite') return await askAll(one, other);
  const little = await toPostgres(one);
  const much = await step('Copying into PostgreSQL', () => toPostgres(other, process.env.SCALE_DATA));
  return [...copyRows(much), ...(await askAll(little, much, other))];
}

/** @param embedded the same data as the large one has, on the other store. */
async function askAll(one: Folder, other: Folder, embedded?: Folder): Promise<readonly Row[]> {
  const start = 'Start on an existing data folder';
  const measured: Row[] = [];
  const measure = async (what: string, work: () => Promise<readonly Row[]>) => {
    if (what.includes(values.only)) measured.push(...(await step(what, work)));
  };
  await measure(start, async () => [await compareStarts(start, [one, other, ...(embedded ? [embedded] : [])])]);
  await using smallServer = await startServer(one);
  await using largeServer = await startServer(other);
  await using embeddedServer = embedded && (await startServer(embedded));
  const sides = [
    { server: smallServer, size: small },
    { server: largeServer, size: large },
    ...(embeddedServer ? [{ server: embeddedServer, size: large }] : []),
  ];
  for (const question of questions) await measure(question.what, async () => [await compare(sides, question)]);
  await measure('Change password', async () => [await compareChanges(sides)]);
  const organization = organizationOf(largeServer.token);
  const neighbours = { 'the group list is read': groupList, 'users are sorted without an index': unindexedOrder };
  for (const [what, path] of Object.entries(neighbours))
    await measure(`Ready while ${what}`, async () => [await besides(largeServer, what, path(organization))]);
  await measure('Bulk creation', () => bulkCreation(sides.map(({ server }) => server)));
  return measured;
}

async function compareStarts(what: string, folders: readonly Folder[]): Promise<Row> {
  const times: number[][] = folders.map(() => []);
  for (let round = 0; round < starts; round += 1)
    for (const [index, folder] of folders.entries()) times[index]?.push(await secondsToToken(folder));
  const [before = Number.NaN, after = Number.NaN, embedded] = times.map(median);
  const besides = embedded === undefined ? '' : `; embedded ${embedded.toFixed(2)} s`;
  const result = `${before.toFixed(2)} s, then ${after.toFixed(2)} s to the first token${besides}`;
  return { what, result, goal: atMost(after, 0.5, 's') };
}

function copyRows({ copy }: Copied): readonly Row[] {
  if (copy === undefined) return [];
  const { seconds, rows, rowsPerSecond } = copy;
  const result = `${seconds.toFixed(0)} s, ${rows} rows copied and compared, ${rowsPerSecond} in a second`;
  return [{ what: 'gatehouse store copy, into PostgreSQL', result }];
}

interface Side {
  readonly server: Server;
  readonly size: Size;
}

async function compare(sides: readonly Side[], question: Question): Promise<Row> {
  const { what, path, grows, afterChange, looksAtAll, rounds = 40 } = question;
  const times: number[][] = sides.map(() => []);
  const bytes = [0, 0];
  for (let round = 0; round < rounds + 3; round += 1) {
    for (const [index, { server, size }] of sides.entries()) {
      if (afterChange) await makeUser(server);
      const { ms, length } = await ask(server, path(organizationOf(server.token), size, round));
      bytes[index] = length;
      if (round >= 3) times[index]?.push(ms);
    }
  }
  const [before = Number.NaN, after = Number.NaN, embedded] = times.map(median);
  const growth = grows ? (bytes[1] ?? 1) / (bytes[0] ?? 1) : 1;
  const ratio = after / before / growth;
  const inBytes = grows ? `, for ${growth.toFixed(0)} times the bytes` : '';
  const result = `${before.toFixed(2)} ms, then ${after.toFixed(2)} ms${inBytes}: ${ratio.toFixed(2)}${beside(embedded)}`;
  return looksAtAll ? { what, result } : { what, result, goal: atMost(ratio, 3, 'times') };
}

function beside(ms: number | undefined): string {
  return ms === undefined ? '' : `; embedded ${ms.toFixed(2)} ms`;
}

async function ask(server: Server, path: string): Promise<{ ms: number; length: number }> {
  const start = performance.now();
  const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.token}` } });
  const body = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${Buffer.from(body).toString()}`);
  return { ms: performance.now() - start, length: body.byteLength };
}

/** From the first password to the second, and back. */
async function compareChanges(sides: readonly Side[]): Promise<Row> {
  const times: number[][] = sides.map(() => []);
  for (let round = 0; round < 20; round += 1) {
    for (const [index, { server }] of sides.entries()) {
      const passwords =
        round % 2 === 0 ? ['al0h0m0ra-account', 'wingardium-lev1osa'] : ['wingardium-lev1osa', 'al0h0m0ra-account'];
      const start = performance.now();
      await post(server, '/identity/api/User/user-0/changepassword', {
        oldPassword: passwords[0],
        newPassword: passwords[1],
      });
      times[index]?.push(performance.now() - start);
    }
  }
  const [before = Number.NaN, after = Number.NaN, embedded] = times.map(median);
  const result = `${before.toFixed(2)} ms, then ${after.toFixed(2)} ms: ${(after / before).toFixed(2)}${beside(embedded)}`;
  return { what: 'Change password', result, goal: atMost(after / before, 3, 'times') };
}

/** What others wait for who ask meanwhile. */
async function besides(server: Server, what: string, path: string): Promise<Row> {
  let isDone = false;
  const asked = ask(server, path).finally(() => {
    isDone = true;
  });
  const times: number[] = [];
  while (!isDone) {
    times.push((await ask(server, '/health/ready')).ms);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { ms } = await asked;
  const figures = `p99 ${percentile(times, 0.99).toFixed(1)} ms, longest ${Math.max(...times).toFixed(1)} ms`;
  return { what: `Ready while ${what}`, result: `${figures}, in ${ms.toFixed(0)} ms` };
}

async function makeUser(server: Server): Promise<void> {
  await post(server, '/identity/api/User', { userName: `user.${randomUUID()}` });
}

async function post(server: Server, path: string, body: object): Promise<void> {
  const response = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text.slice(0, 300)}`);
}
