import { readFileSync } from 'node:fs';
import { createVisitor, type Visitor } from '../test/support/visitor.ts';
import { vary } from './console-variety.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { toPostgres } from './scale-copy.ts';
import { idOf, largeGroupId, nameOf, rareName } from './scale-data.ts';
import { large, prepare, step } from './scale-folder.ts';
import { administrator } from './scale-seed.ts';
import { startServer } from './server.ts';
import { median, percentile } from './statistics.ts';
import { readStoreKind } from './store.ts';
import { atMost, type Row, render, writeResults } from './table.ts';

// `npm run bench:console`: how long an administrator of a million people waits for a page of the console, from the request to
// its last byte, without the network. The data is that of `npm run bench:scale`, kept in SCALE_DATA as there, where people are as
// different as in life (`console-variety.ts`). `--store postgres` asks a server on a private PostgreSQL with the same data.
// `--only TEXT` asks for the pages alone whose names have it. `--write` puts the table on the page of results.

/** Texts of two letters that nobody has searched for. */
const twoLetters = (round: number) => String(round + 10);

/** People who are far from each other, each there however small the data is made. */
const numberOf = (round: number) => (round * 100) % large.users;
const somebody = (round: number) => idOf(numberOf(round));

const today = new Date().toISOString().slice(0, 10);

const pages: Readonly<Record<string, (round: number) => string>> = {
  Home: () => '',
  People: () => '/people',
  'People, page 1,000': () => '/people?page=1000',
  'People, by last sign-in': () => '/people?sort=lastLoginTime&order=desc',
  'People, a search that few match': () => `/people?q=${rareName.slice(0, -1)}`,
  'People, a search that all match': () => '/people?q=user',
  'People, those who are locked': () => '/people?state=locked',
  'People, those who are not active': () => '/people?state=inactive',
  'People, those who were invited': () => '/people?state=invited',
  'People, those who never signed in': () => '/people?state=neverSignedIn',
  'People, those who are active': () => '/people?state=active',
  'People, those without a second factor': () => '/people?state=withoutSecondFactor',
  'People, by name': () => '/people?sort=displayName&order=desc',
  'People, by e-mail address': () => '/people?sort=email',
  'People, by creation': () => '/people?sort=creationTime&order=desc',
  'People, without a second factor, by last sign-in': () =>
    '/people?state=withoutSecondFactor&sort=lastLoginTime&order=desc',
  'People, never signed in, by name': () => '/people?state=neverSignedIn&sort=displayName',
  'People, inactive, by last sign-in': () => '/people?state=inactive&sort=lastLoginTime&order=desc',
  'People, of a group of 10,000': () => `/people?group=${largeGroupId}`,
  'People, of a group, without a second factor': () => `/people?group=${largeGroupId}&state=withoutSecondFactor`,
  'People, of a group, active, by e-mail address': () => `/people?group=${largeGroupId}&state=active&sort=email`,
  'People, of a group, locked': () => `/people?group=${largeGroupId}&state=locked`,
  'People, of a group, a text that all have': () => `/people?group=${largeGroupId}&q=user`,
  'People, a text that few have, without a second factor': () =>
    `/people?q=${rareName.slice(0, -1)}&state=withoutSecondFactor&sort=email`,
  'People, locked, by e-mail address': () => '/people?state=locked&sort=email',
  'People, invited, by creation': () => '/people?state=invited&sort=creationTime&order=desc',
  'People, active, by last sign-in, page 300': () => '/people?state=active&sort=lastLoginTime&order=desc&page=300',
  'People, without a second factor, by name, page 300': () =>
    '/people?state=withoutSecondFactor&sort=displayName&page=300',
  'People, invited, page 300': () => '/people?state=invited&page=300',
  'People, never signed in, by e-mail address, page 300': () => '/people?state=neverSignedIn&sort=email&page=300',
  'People, inactive, page 300': () => '/people?state=inactive&page=300',
  'People, inactive, by creation, page 300': () => '/people?state=inactive&sort=creationTime&page=300',
  'People, of a group, by last sign-in, page 300': () => `/people?group=${largeGroupId}&sort=lastLoginTime&page=300`,
  'People, a text that all have, by name, page 300': () => '/people?q=user&sort=displayName&page=300',
  'People, a text that all have, inactive': () => '/people?q=user&state=inactive',
  'People, a text that all have, without a second factor': () => '/people?q=user&state=withoutSecondFactor',
  'People, two letters, for the first time': (round) => `/people?q=${twoLetters(round)}`,
  'People, two letters, again': () => `/people?q=${twoLetters(0)}`,
  'People, two letters, by last sign-in': () => `/people?q=${twoLetters(0)}&sort=lastLoginTime&order=desc`,
  'People, with groups and second factors': () => '/people?column=groups&column=secondFactor&column=state',
  'A person': (round) => `/people/${somebody(round)}`,
  'A person, sessions and applications': (round) => `/people/${somebody(round)}/connections`,
  'A person, what happened': (round) => `/people/${somebody(round)}/history`,
  Groups: () => '/groups',
  'A group of 10,000': () => `/groups/${largeGroupId}`,
  Applications: () => '/applications',
  'Robot accounts': () => '/robots',
  'Security, passwords': () => '/security',
  Audit: () => '/audit',
  'Audit, of one person': (round) => `/audit?who=${somebody(round)}`,
  'Audit, of one name': (round) => `/audit?who=${nameOf(numberOf(round))}`,
  'Audit, by one person': (round) => `/audit?as=by&who=${idOf(round % 100)}`,
  'Audit, of one kind': () => '/audit?event=Group/Update',
  'Audit, of a kind that is not there': () => '/audit?event=Application/Delete',
  'Audit, of one kind and person': (round) => `/audit?event=User/Create&who=${somebody(round)}`,
  'Audit, a text that few have': () => `/audit?text=${rareName}`,
  'Audit, a text that all have': () => '/audit?text=user',
  'Audit, of one day': () => `/audit?since=${today}&until=${today}`,
};

const values = readOptions(
  import.meta.filename,
  {
    write: { type: 'boolean', default: false },
    store: { type: 'string', default: 'sqlite' },
    only: { type: 'string', default: '' },
  },
  ['store'],
);
const kind = readStoreKind(values.store);
const rows = await measure();
const counts = `${large.users} users, ${large.groups} groups, ${large.auditEntries} audit entries when the data was made`;
const results = `${describeRun(kind)}\n${counts}.\n\n${render(rows)}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, kind === 'sqlite' ? 'console' : 'console-postgres');

async function measure(): Promise<readonly Row[]> {
  await using kept = await prepare(large, process.env.SCALE_DATA);
  vary(kept.data);
  // What is copied goes with what it was copied from.
  const folder = kind === 'sqlite' ? kept : await step('Copying into PostgreSQL', () => toPostgres(kept));
  await using server = await startServer(folder);
  const visitor = createVisitor(() => server.url);
  const { userName, password } = administrator;
  const { status } = await visitor.submit('/Default/identity/web/login', { userName, password });
  if (status !== 303) throw new Error(`The administrator could not sign in: ${status}.`);
  const measured: Row[] = [];
  for (const [what, path] of Object.entries(pages)) {
    if (what.includes(values.only))
      measured.push(await step(what, () => row({ visitor, pid: server.pids[0] ?? 0 }, what, path)));
  }
  return measured;
}

interface Asking {
  readonly visitor: Visitor;
  /** Of the server. */
  readonly pid: number;
}

/** Three rounds only warm up. */
async function row({ visitor, pid }: Asking, what: string, path: (round: number) => string): Promise<Row> {
  const times: number[] = [];
  let cpuBefore = 0;
  for (let round = 0; round < 33; round += 1) {
    if (round === 3) cpuBefore = cpuMs(pid);
    const address = `/identity/web/admin${path(round)}`;
    const start = performance.now();
    const { status, html } = await visitor.get(address);
    if (round >= 3) times.push(performance.now() - start);
    if (status !== 200) throw new Error(`${address}: ${status} ${html.slice(0, 300)}`);
  }
  const cpu = (cpuMs(pid) - cpuBefore) / times.length;
  const [least, middle] = [Math.min(...times), median(times)];
  const most = percentile(times, 0.95).toFixed(0);
  return {
    what,
    result: `least ${least.toFixed(1)} ms, p50 ${middle.toFixed(1)} ms, p95 ${most} ms; CPU of the server ${cpu.toFixed(1)} ms`,
    goal: atMost(middle, 100, 'ms (p50)'),
  };
}

/** What a process and all its threads have used, by its statistics (proc_pid_stat(5)), which count hundredths of a second. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
