import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { removeAtEnd } from '../test/support/at-end.ts';
import { readCount } from '../test/support/count.ts';
import { fillMore, hostApplication, type Marked } from './loop-data.ts';
import { besidesLongWork } from './loop-neighbours.ts';
import { type Operation, type Place, reading } from './loop-reads.ts';
import type { Hold } from './loop-watch.ts';
import { writing } from './loop-writes.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { fill, type Size } from './scale-data.ts';
import { writeSeed } from './scale-seed.ts';
import { type Folder, type Server, startServer } from './server.ts';
import { sizesOf } from './store-sizes.ts';
import { atMost, type Row, render, writeResults } from './table.ts';
import { organizationOf } from './world.ts';

// `npm run bench:responsiveness`: for how long each operation and each job holds the event loop of a server, at its largest
// input, and how long it takes with 1,000, 100,000 and 1,000,000 users. `--sizes 1000,100000` takes other sizes, `--only TEXT`
// some of the operations. SCALE_DATA names a folder in which the largest data is kept, as for `bench:scale`. `--write` also
// puts the table on the page of results.

const values = readOptions(import.meta.filename, {
  write: { type: 'boolean', default: false },
  sizes: { type: 'string', default: '1000,100000,1000000' },
  only: { type: 'string', default: '' },
});
const sizes = values.sizes.split(',').map((size) => readCount('--sizes', size, 1000));
const limitMs = 25;

/** The sweep begins within a minute, and takes its time. */
const backgroundSeconds = 150;

interface Measured {
  readonly ms: number;
  readonly hold: Hold;
}

const columns: ReadonlyMap<string, Measured>[] = [];
const last: Row[] = [];
for (const [index, users] of sizes.entries()) {
  const isLargest = index === sizes.length - 1;
  columns.push(await measureSize(users, isLargest ? process.env.SCALE_DATA : undefined, isLargest));
}
const counts = sizes.map((users) => users.toLocaleString('en')).join(', ');
const table = render([...rowsOf(columns), ...last]);
const results = `${describeRun()}\nUsers, and audit entries: ${counts}.\n\n${table}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, 'responsiveness');

async function measureSize(users: number, keep: string | undefined, isLargest: boolean) {
  const size: Size = { users, groups: users / 50, members: Math.min(10_000, users), auditEntries: users };
  const path = keep ?? (await mkdtemp(join(tmpdir(), 'gatehouse-loop-')));
  if (keep === undefined) removeAtEnd(path);
  await mkdir(path, { recursive: true });
  const dispose = async () => void (keep === undefined && (await rm(path, { recursive: true })));
  const data = join(path, 'data');
  const seed = await writeSeed(path);
  await using folder: Folder = { data, seed, isWatched: true, [Symbol.asyncDispose]: dispose };
  const isNew = !existsSync(join(data, 'gatehouse.db'));
  const organization = await firstStart(folder);
  if (isNew) {
    process.stderr.write(`${users} users …\n`);
    await fill(data, organization, size);
  }
  last.push(await bytesOf(folder, users));
  const many = Math.min(100_000, users);
  const tenth = Math.min(10_000, users);
  const more = { organizations: tenth, applications: tenth, robots: tenth, signIns: many, grants: many, overdue: many };
  const marked = await fillMore(data, organization, more);
  const measured = await measureAll(folder, organization, size, marked);
  if (isLargest && 'Background work'.includes(values.only)) last.push(...(await inBackground(folder, path)));
  if (isLargest && 'Reads of others'.includes(values.only)) last.push(...(await besides(folder, size)));
  return measured;
}

async function firstStart(folder: Folder): Promise<string> {
  await using server = await startServer(folder);
  return organizationOf(server.token);
}

async function bytesOf(folder: Folder, users: number): Promise<Row> {
  const tables = [
    'users',
    'user_search',
    'user_search_data',
    'user_search_idx',
    'user_ranks',
    'credentials',
    'subjects',
  ];
  const bytes = await sizesOf(folder);
  const sum = tables.reduce((total, table) => total + (bytes.get(table) ?? 0), 0);
  const entries = (bytes.get('audit_entries') ?? 0) / users;
  const file = statSync(join(folder.data, 'gatehouse.db')).size / 1024 ** 2;
  const result = `${(sum / users).toFixed(0)} bytes a user, ${entries.toFixed(0)} an audit entry, ${file.toFixed(0)} MiB in all`;
  return { what: `Store with ${users.toLocaleString('en')} users`, result };
}

async function measureAll(folder: Folder, organization: string, size: Size, marked: Marked) {
  await using server = await startServer(folder);
  const measured = new Map<string, Measured>();
  for (const operation of [...reading, ...writing]) {
    if (!operation.what.includes(values.only)) continue;
    process.stderr.write(`${operation.what} …`);
    const send = await sender(server);
    const one = await measure(server, operation, { organization, size, marked, send });
    const { ms, cpuMs, statement, collectionMs } = one.hold;
    process.stderr.write(
      ` ${one.ms.toFixed(0)} ms, held ${ms.toFixed(1)} (${cpuMs.toFixed(1)} of CPU time, collecting ${collectionMs.toFixed(1)})\n`,
    );
    if (cpuMs > limitMs || statement.ms > limitMs)
      process.stderr.write(`  ${statement.ms.toFixed(1)}: ${statement.sql}\n`);
    measured.set(operation.what, one);
  }
  return measured;
}

/** The round of three in which the event loop was held least: what holds it does so every time, and others of the machine do not. */
async function measure(server: Server, { run, isOnce }: Operation, place: Place): Promise<Measured> {
  const rounds: Measured[] = [];
  for (let round = 0; round < (isOnce ? 1 : 3); round += 1) {
    await server.longestHold();
    const start = performance.now();
    await run(place);
    rounds.push({ ms: performance.now() - start, hold: await server.longestHold() });
    if (performance.now() - start > 20_000) break;
  }
  return rounds.reduce((least, one) => (one.hold.ms < least.hold.ms ? one : least));
}

async function sender({ url }: Server): Promise<Place['send']> {
  const form = {
    grant_type: 'client_credentials',
    client_id: hostApplication.id,
    client_secret: hostApplication.secret,
  };
  const response = await fetch(`${url}/identity/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token } = (await response.json()) as { access_token: string };
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${url}${path}`, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    let length = 0;
    for await (const chunk of answer.body ?? []) length += chunk.length;
    return length;
  };
}

function rowsOf(bySize: readonly ReadonlyMap<string, Measured>[]): Row[] {
  const { length } = bySize;
  return [...(bySize[length - 1]?.keys() ?? [])].map((what) => {
    const all = bySize.map((measured) => measured.get(what));
    const times = all.map((one) => one?.ms.toFixed(0)).join(', ');
    return heldRow(what, `${times} ms`, all[length - 1]?.hold);
  });
}

function heldRow(what: string, result: string, hold: Hold | undefined): Row {
  if (!hold) return { what, result };
  const held = `${result}; held ${hold.ms.toFixed(1)} ms, ${hold.cpuMs.toFixed(1)} of them computing`;
  return { what, result: held, goal: atMost(hold.ms, limitMs, 'ms') };
}

/** What the server does by itself: the sweep, the purge, a backup, the anchors, checkpoints. */
async function inBackground(folder: Folder, path: string): Promise<Row[]> {
  process.stderr.write(`Background work, ${backgroundSeconds} s …\n`);
  const backups = join(path, 'backups');
  await rm(backups, { recursive: true, force: true });
  await mkdir(backups);
  await using server = await startServer(folder, ['--backup-dir', backups]);
  // The garbage of the start is collected in the first moment in which there is nothing to do.
  await setTimeout(5000);
  await server.longestHold();
  await setTimeout(backgroundSeconds * 1000);
  const hold = await server.longestHold();
  await rm(backups, { recursive: true });
  process.stderr.write(
    `  ${hold.ms.toFixed(1)} ms, collecting ${hold.collectionMs.toFixed(1)}; ${hold.statement.ms.toFixed(1)}: ${hold.statement.sql}\n`,
  );
  return [heldRow('Sweep, purge, backup, anchors, checkpoints', `${backgroundSeconds} s`, hold)];
}

async function besides(folder: Folder, size: Size): Promise<Row[]> {
  await using server = await startServer(folder);
  return await besidesLongWork(server, await sender(server), size.auditEntries);
}
