import { readCount } from '../test/support/count.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { describeRun } from './machine.ts';
import { residentMiB } from './memory.ts';
import { readOptions } from './options.ts';
import { runScript } from './script.ts';
import { type Folder, makeFolder, type Server, startServer } from './server.ts';
import { hashesPerRound, type SoakOptions, type SoakResult, stepsPerRound } from './soak-load.ts';
import { median, sum } from './statistics.ts';
import { readNodes, readStoreKind } from './store.ts';
import { sizesOf, type TableSizes } from './store-sizes.ts';
import { atMost, type Row, render, renderTable } from './table.ts';
import { hashesPerChange } from './throughput.ts';
import { userCount } from './world.ts';

// `npm run bench:soak -- --minutes 60`: whether memory, tables and latency stay as they are when the servers are at half of
// what they can do for an hour. With `--store postgres` and `--nodes 2` as `npm run bench`. A line a minute, and what has
// drifted in the end: the last quarter of the time against the second one, because the first fills what is remembered. Ends
// with 1 when something has.

const values = readOptions(import.meta.filename, {
  minutes: { type: 'string', default: '60' },
  store: { type: 'string', default: 'sqlite' },
  nodes: { type: 'string', default: '1' },
});
const kind = readStoreKind(values.store);
const nodes = readNodes(values.nodes, kind);
const minutes = readCount('--minutes', values.minutes, 4);

/** What was done stays in these for as long as the organization keeps it; all others hold what is so now. */
const histories: ReadonlySet<string> = new Set(['audit_entries', 'login_attempts', 'outbox']);

const mebi = 1024 * 1024;

/** A busy machine has a server that sheds load. */
const mostRefusedPercent = 1;

/** A table grows by pages and chunks: less than this is no growth. */
const grain = 1;

interface Minute extends SoakResult {
  readonly residentMiB: number;
  readonly currentMiB: number;
  readonly historyMiB: number;
  readonly sizes: TableSizes;
}

await using folder = await makeFolder(kind);
await using server = await startServer(folder, ['--network-sign-ins', '0', '--network-requests', '0'], nodes);
const capacity = await capacityOf(server);
const stepsPerSecond = ((capacity * hashesPerChange) / 2 / hashesPerRound) * stepsPerRound;
process.stdout.write(`${describeRun(kind, nodes)}\n`);
process.stdout.write(
  `Half of ${capacity.toFixed(1)} changes/s: ${stepsPerSecond.toFixed(1)} sign-ins and changes/s.\n\n`,
);
const measured: Minute[] = [];
for (let minute = 1; minute <= minutes; minute += 1) {
  process.stderr.write(`Minute ${minute} of ${minutes} …\n`);
  measured.push(await oneMinute(server, folder));
}
const verdict = verdictOf(measured);
process.stdout.write(`${byMinute(measured)}\n${grown(measured)}\n${render(verdict)}`);
process.exitCode = verdict.every(({ goal }) => goal?.isMet !== false) ? 0 : 1;

/** Changes a second that the servers do when nothing else is asked of them. */
async function capacityOf({ urls, token }: Server): Promise<number> {
  const options: LoadOptions = { urls, token, connections: userCount, warmUpSeconds: 3, seconds: 15 };
  return (await runScript<LoadResult>('load.ts', options)).changesPerSecond;
}

async function oneMinute({ urls, pids }: Server, where: Folder): Promise<Minute> {
  const options: SoakOptions = { urls, stepsPerSecond, seconds: 60 };
  const result = await runScript<SoakResult>('soak-load.ts', options);
  const sizes = await sizesOf(where);
  const total = (isHistory: boolean) =>
    sum([...sizes].map(([name, bytes]) => (histories.has(name) === isHistory ? bytes : 0))) / mebi;
  return {
    ...{ ...result, sizes, residentMiB: residentMiB({ pids }, 'VmRSS') },
    ...{ currentMiB: total(false), historyMiB: total(true) },
  };
}

function byMinute(all: readonly Minute[]): string {
  const headings = ['Minute', 'Done', 'Change p50', 'p99', 'Sign-in p50', 'p99', 'Memory', 'Tables', 'History'];
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  const mib = (value: number) => `${value.toFixed(1)} MiB`;
  const rows = all.map(({ changes, signIns, ...minute }, index) => [
    ...[`${index + 1}`, `${changes.count + signIns.count}`, ms(changes.p50), ms(changes.p99)],
    ...[ms(signIns.p50), ms(signIns.p99), mib(minute.residentMiB), mib(minute.currentMiB), mib(minute.historyMiB)],
  ]);
  return renderTable(headings, rows);
}

/** The tables that grew from the second quarter to the last one, the largest growth first. */
function grown(all: readonly Minute[]): string {
  const [from, to] = quarters(all).map((quarter) => quarter.at(-1)?.sizes ?? new Map<string, number>());
  const rows = [...(to ?? [])]
    .map(([name, bytes]) => ({ name, before: (from?.get(name) ?? 0) / mebi, after: bytes / mebi }))
    .filter(({ before, after }) => after > before)
    .sort((one, other) => other.after - other.before - (one.after - one.before))
    .map(({ name, before, after }) => [name, `${before.toFixed(2)} MiB`, `${after.toFixed(2)} MiB`]);
  return renderTable(['Table that grew', 'Second quarter', 'End'], rows);
}

/** The second and the last. */
function quarters(all: readonly Minute[]): readonly [readonly Minute[], readonly Minute[]] {
  const length = Math.floor(all.length / 4);
  return [all.slice(length, 2 * length), all.slice(-length)];
}

function verdictOf(all: readonly Minute[]): Row[] {
  const [early, late] = quarters(all);
  const drift = (what: string, unit: string, limit: number, read: (minute: Minute) => number, slack = 0): Row => {
    const [before, after] = [median(early.map(read)), median(late.map(read))];
    const ratio = after - before <= slack ? Math.min(1, after / before) : after / before;
    const result = `${before.toFixed(1)} ${unit}, then ${after.toFixed(1)} ${unit}: ${ratio.toFixed(2)}`;
    return { what: `Drift of ${what}`, result, goal: atMost(ratio, limit, 'times') };
  };
  const [wrong, refused, asked] = (['wrong', 'refused', 'asked'] as const).map((what) =>
    sum(all.map((minute) => minute[what])),
  ) as [number, number, number];
  return [
    drift('memory', 'MiB', 1.1, (minute) => minute.residentMiB),
    drift('tables without history', 'MiB', 1.1, (minute) => minute.currentMiB, grain),
    drift('changes, median', 'ms', 1.2, ({ changes }) => changes.p50),
    drift('sign-ins, median', 'ms', 1.2, ({ signIns }) => signIns.p50),
    { what: 'Answers that were wrong', result: `${wrong}`, goal: atMost(wrong, 0, 'answers') },
    {
      what: 'Requests that were refused with 503',
      result: `${refused} of ${asked}`,
      goal: atMost(Math.ceil((100 * refused) / asked), mostRefusedPercent, '%'),
    },
  ];
}
