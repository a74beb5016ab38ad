import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { atEnd } from '../test/support/at-end.ts';
import { readCount } from '../test/support/count.ts';
import { describeRun } from './machine.ts';
import { residentMiB } from './memory.ts';
import { readOptions } from './options.ts';
import { type Folder, makeFolder, startServer } from './server.ts';
import { median } from './statistics.ts';
import { readStoreKind } from './store.ts';
import { atLeast, type Row, render, writeResults } from './table.ts';
import { organizationOf } from './world.ts';

// `npm run bench:import`: how many rows `gatehouse import` brings into an empty organization in a second, of people whose
// passwords are hashed already. `--write` also puts the table on the page of results.

const values = readOptions(import.meta.filename, {
  write: { type: 'boolean', default: false },
  store: { type: 'string', default: 'sqlite' },
  users: { type: 'string', default: '200000' },
  rounds: { type: 'string', default: '3' },
});
const kind = readStoreKind(values.store);
const users = readCount('--users', values.users);
const rounds = readCount('--rounds', values.rounds);
const goal = 20_000;
const load = loadavg()[0]?.toFixed(1);
const rates: number[] = [];
const memories: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  await using folder = await makeFolder(kind);
  const organization = await firstStart(folder);
  const file = join(folder.data, '..', 'people.jsonl');
  await pipeline(Readable.from(people(users)), createWriteStream(file));
  const { rows, rowsPerSecond, mebibytes } = await runImport(folder, organization, file);
  if (rows !== users) throw new Error(`${rows} of ${users} rows were created.`);
  rates.push(rowsPerSecond);
  memories.push(mebibytes);
}
const row: Row = {
  what: `Import of ${users} people with hashes, ${kind}`,
  result: `${median(rates)} rows/s (${Math.min(...rates)} to ${Math.max(...rates)}), up to ${Math.max(...memories).toFixed(0)} MiB`,
  goal: atLeast(median(rates), goal, 'rows/s'),
};
const results = `${describeRun(kind)}- Load before: ${load}\n\n${render([row])}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, 'import');

/** Makes the store and the organization, which is answered. */
async function firstStart(folder: Folder): Promise<string> {
  await using server = await startServer(folder);
  return organizationOf(server.token);
}

/** Names spread over the whole alphabet, an address, a hash, and one of fifty groups for each. */
function* people(count: number): Generator<string> {
  yield '{"gatehouse":"people","version":1}\n';
  for (let n = 0; n < count; n += 1) {
    const userName = `user${String((n * 7_919) % 10_000_019).padStart(8, '0')}`;
    const names = { name: `Name${n % 1000}`, surname: `S${n % 5000}`, displayName: `Name${n % 1000} S${n % 5000}` };
    const passwordHash = `$argon2id$v=19$m=19456,t=2,p=1$${salt(n)}$${'h'.repeat(42)}A`;
    const email = `${userName}@bench.example`;
    yield `${JSON.stringify({ userName, email, ...names, passwordHash, groups: [`Group ${n % 50}`] })}\n`;
  }
}

async function runImport({ data, storeUrl }: Folder, organization: string, file: string) {
  const args = ['src/main.ts', 'import', file, '--format', 'gatehouse', '--organization', organization, '--data', data];
  const child = spawn(process.execPath, args, {
    cwd: join(import.meta.dirname, '..'),
    env: { PATH: process.env.PATH, ...(storeUrl === undefined ? {} : { GATEHOUSE_STORE_URL: storeUrl }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  atEnd(() => child.kill('SIGKILL'));
  let mebibytes = 0;
  const watch = setInterval(() => {
    if (child.exitCode === null) mebibytes = residentMiB({ pids: [child.pid ?? 0] }, 'VmHWM') || mebibytes;
  }, 200);
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  clearInterval(watch);
  const [, rows, rowsPerSecond] = /^(\d+) people created in .*: (\d+) rows\/s\.$/m.exec(said) ?? [];
  if (code !== 0) throw new Error(`gatehouse import ended with ${code}: ${said}`);
  return { rows: Number(rows), rowsPerSecond: Number(rowsPerSecond), mebibytes };
}

/** 16 bytes in base64 without padding. */
function salt(n: number): string {
  return Buffer.from(String(n).padStart(16, '0')).toString('base64').replace(/=+$/, '');
}
