import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeRun } from './machine.ts';
import { fill, idOf, largeGroupId, rareName, type Size } from './scale-data.ts';
import { writeSeed } from './scale-seed.ts';
import { type Folder, type Server, startServer } from './server.ts';
import { median } from './statistics.ts';
import { atLeast, atMost, type Row, render } from './table.ts';
import { organizationOf } from './world.ts';

// `npm run bench:scale`: whether the API stays as quick as it was when an organization grows from a thousand users to a
// million. SCALE_USERS, SCALE_GROUPS, SCALE_AUDIT make it smaller; SCALE_DATA names a folder in which the large data is
// kept for the next run. Both servers run side by side and are asked in turn, so that the machine's moods cancel out.

const number = (name: string, fallback: number) => Number(process.env[name] ?? fallback);
const small: Size = { users: 1000, groups: 20, members: 100, auditEntries: 1000 };
const large: Size = {
  users: number('SCALE_USERS', 1_000_000),
  groups: number('SCALE_GROUPS', 20_000),
  members: Math.min(10_000, number('SCALE_USERS', 1_000_000)),
  auditEntries: number('SCALE_AUDIT', 10_000_000),
};

interface Question {
  readonly what: string;
  readonly path: (organization: string, size: Size) => string;
  /** Whether the answer grows with the organization, so that its time is compared by the byte. */
  readonly grows?: true;
  readonly rounds?: number;
}

const users = (organization: string) => `/identity/api/User/users/${organization}`;
const questions: readonly Question[] = [
  { what: 'GET User/{id}', path: () => `/identity/api/User/${idOf(321)}` },
  { what: 'User list, first page', path: (organization) => `${users(organization)}?top=10` },
  {
    what: 'User list, from the middle',
    path: (organization, size) => `${users(organization)}?top=10&skip=${size.users / 2}`,
  },
  {
    what: 'User search by prefix',
    path: (organization) => `${users(organization)}?top=10&searchTerm=${rareName.slice(0, -1)}`,
  },
  {
    what: 'User search by substring',
    path: (organization) => `${users(organization)}?top=10&searchTerm=${rareName.slice(4)}`,
  },
  {
    what: 'Group with many members',
    path: (organization) => `/identity/api/Group/${organization}/${largeGroupId}`,
    grows: true,
  },
  { what: 'Group list', path: (organization) => `/identity/api/Group/${organization}`, grows: true, rounds: 5 },
  { what: 'Audit, first page', path: (organization) => `/identity/api/AuditQuery/${organization}` },
];

await using one = await prepare(small);
await using other = await prepare(large, process.env.SCALE_DATA);
await using smallServer = await startServer(one);
await using largeServer = await startServer(other);
const sides = [
  { server: smallServer, size: small },
  { server: largeServer, size: large },
] as const;

const rows: Row[] = [];
for (const question of questions) rows.push(await compare(question));
rows.push(await compareChanges(), await bulkCreation(largeServer));
const counts = `${large.users} users, ${large.groups} groups, one with ${large.members} members, ${large.auditEntries} audit entries`;
process.stdout.write(`${describeRun()}\nLarge: ${counts}. Small: ${small.users} users.\n\n${render(rows)}`);

async function prepare(size: Size, keep?: string): Promise<Folder> {
  const path = keep ?? (await mkdtemp(join(tmpdir(), 'gatehouse-scale-')));
  await mkdir(path, { recursive: true });
  const folder: Folder = {
    data: join(path, 'data'),
    seed: await writeSeed(path),
    [Symbol.asyncDispose]: async () => {
      if (keep === undefined) await rm(path, { recursive: true });
    },
  };
  if (existsSync(join(folder.data, 'gatehouse.db'))) return folder;
  await fill(folder.data, await firstStart(folder), size);
  return folder;
}

/** Makes the store and the organization, which is answered. */
async function firstStart(folder: Folder): Promise<string> {
  await using server = await startServer(folder);
  return organizationOf(server.token);
}

async function compare({ what, path, grows, rounds = 40 }: Question): Promise<Row> {
  const times: [number[], number[]] = [[], []];
  const bytes = [0, 0];
  for (let round = -3; round < rounds; round += 1) {
    for (const [index, { server, size }] of sides.entries()) {
      const { ms, length } = await ask(server, path(organizationOf(server.token), size));
      bytes[index] = length;
      if (round >= 0) times[index]?.push(ms);
    }
  }
  const [before, after] = [median(times[0]), median(times[1])];
  const growth = grows ? (bytes[1] ?? 1) / (bytes[0] ?? 1) : 1;
  const ratio = after / before / growth;
  const inBytes = grows ? `, for ${growth.toFixed(0)} times the bytes` : '';
  const result = `${before.toFixed(2)} ms, then ${after.toFixed(2)} ms${inBytes}: ${ratio.toFixed(2)}`;
  return { what, result, goal: atMost(ratio, 3, 'times') };
}

async function ask(server: Server, path: string): Promise<{ ms: number; length: number }> {
  const start = performance.now();
  const response = await fetch(`${server.url}${path}`, { headers: { authorization: `Bearer ${server.token}` } });
  const body = await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${Buffer.from(body).toString()}`);
  return { ms: performance.now() - start, length: body.byteLength };
}

/** From the first password to the second, and back. */
async function compareChanges(): Promise<Row> {
  const times: [number[], number[]] = [[], []];
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
  const [before, after] = [median(times[0]), median(times[1])];
  const result = `${before.toFixed(2)} ms, then ${after.toFixed(2)} ms: ${(after / before).toFixed(2)}`;
  return { what: 'Change password', result, goal: atMost(after / before, 3, 'times') };
}

async function bulkCreation(server: Server): Promise<Row> {
  const batches = 10;
  const perBatch = 1000;
  const mark = Date.now().toString(36);
  const start = performance.now();
  for (let batch = 0; batch < batches; batch += 1) {
    const made = Array.from({ length: perBatch }, (_, n) => ({
      userName: `${mark}-${batch}-${n}`,
      name: 'New',
      type: 'user',
    }));
    await post(server, '/identity/api/User/BulkCreate', { users: made });
  }
  const rate = (batches * perBatch) / ((performance.now() - start) / 1000);
  return { what: 'Bulk creation, large', result: `${rate.toFixed(0)} users/s`, goal: atLeast(rate, 5000, 'users/s') };
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
