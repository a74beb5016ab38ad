import { parseArgs } from 'node:util';
import { createVisitor, type Visitor } from '../test/support/visitor.ts';
import { describeRun } from './machine.ts';
import { idOf, largeGroupId, rareName } from './scale-data.ts';
import { large, prepare, step } from './scale-folder.ts';
import { administrator } from './scale-seed.ts';
import { startServer } from './server.ts';
import { median, percentile } from './statistics.ts';
import { atMost, type Row, render, writeResults } from './table.ts';

// `npm run bench:console`: how long an administrator of a million people waits for a page of the console, from the request to
// its last byte, without the network. The data is that of `npm run bench:scale`, kept in SCALE_DATA as there. `--write` puts the
// table on the page of results.

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
  'A person': (round) => `/people/${idOf(round * 100)}`,
  'A person, sessions and applications': (round) => `/people/${idOf(round * 100)}/connections`,
  'A person, what happened': (round) => `/people/${idOf(round * 100)}/history`,
  Groups: () => '/groups',
  'A group of 10,000': () => `/groups/${largeGroupId}`,
  Applications: () => '/applications',
  'Robot accounts': () => '/robots',
  'Security, passwords': () => '/security',
  Audit: () => '/audit',
  'Audit, of one person': (round) => `/audit?who=${idOf(round * 100)}`,
};

const { values } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const rows = await measure();
const counts = `${large.users} users, ${large.groups} groups, ${large.auditEntries} audit entries when the data was made`;
const results = `${describeRun()}\n${counts}.\n\n${render(rows)}`;
process.stdout.write(results);
if (values.write) writeResults(`\n${results}\n`, 'console');

async function measure(): Promise<readonly Row[]> {
  await using folder = await prepare(large, process.env.SCALE_DATA);
  await using server = await startServer(folder);
  const visitor = createVisitor(() => server.url);
  const { userName, password } = administrator;
  const { status } = await visitor.submit('/Default/identity/web/login', { userName, password });
  if (status !== 303) throw new Error(`The administrator could not sign in: ${status}.`);
  const measured: Row[] = [];
  for (const [what, path] of Object.entries(pages)) measured.push(await step(what, () => row(visitor, what, path)));
  return measured;
}

/** Three rounds only warm up. */
async function row(visitor: Visitor, what: string, path: (round: number) => string): Promise<Row> {
  const times: number[] = [];
  for (let round = 0; round < 33; round += 1) {
    const address = `/identity/web/admin${path(round)}`;
    const start = performance.now();
    const { status, html } = await visitor.get(address);
    if (round >= 3) times.push(performance.now() - start);
    if (status !== 200) throw new Error(`${address}: ${status} ${html.slice(0, 300)}`);
  }
  const [middle, most] = [median(times), percentile(times, 0.95)];
  return {
    what,
    result: `p50 ${middle.toFixed(1)} ms, p95 ${most.toFixed(1)} ms`,
    goal: atMost(most, 100, 'ms (p95)'),
  };
}
