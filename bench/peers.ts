import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeAtEnd } from '../test/support/at-end.ts';
import { readCount } from '../test/support/count.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { startBetterAuth } from './peers/better-auth.ts';
import { startGatehouse } from './peers/gatehouse.ts';
import { hasJava, startKeycloak } from './peers/keycloak.ts';
import { type Kind, kinds, Side } from './peers/side.ts';
import { median } from './statistics.ts';
import { renderTable, writeResults } from './table.ts';

// `npm run bench:peers`: Gatehouse beside other servers, in one run and in turns, with the same hash. They are fetched into a
// temporary folder. `--write` puts the table on the page of results; `--rounds 5` takes longer and says more.

const values = readOptions(import.meta.filename, {
  write: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '3' },
});
const rounds = readCount('--rounds', values.rounds);
const seconds = 3;
const loads = [1, 8, 64] as const;

/** Until engines have compiled what is used often; the one of Java takes its time. */
const warmUpSeconds = 10;

await using opened = new AsyncDisposableStack();
const folder = await mkdtemp(join(tmpdir(), 'gatehouse-peers-'));
removeAtEnd(folder);
opened.defer(() => rm(folder, { recursive: true, force: true }));
const gatehouse = new Side(opened.use(await step('Starting Gatehouse', startGatehouse)));
const others = [new Side(opened.use(await step('Fetching better-auth', () => startBetterAuth(folder))))];
if (hasJava()) others.push(new Side(opened.use(await step('Fetching Keycloak', () => startKeycloak(folder)))));
const sides = [gatehouse, ...others];
for (const side of sides) await step(`Warming up ${side.peer.name}`, () => warmUp(side));

const cells: string[][] = [];
for (const kind of Object.keys(kinds) as Kind[]) {
  for (const connections of loads) {
    const rates = await step(`${kinds[kind]}, ${connections}`, () => inTurns(kind, connections));
    for (const other of others) if (other.can(kind)) cells.push(row(kind, connections, rates, other));
  }
}
for (const side of sides) await step(`Signing in everybody, ${side.peer.name}`, () => side.verify());
const notes = sides.map(({ peer }) => `- ${peer.name}: ${peer.settings}.\n`).join('');
const results = `${describeRun()}${notes}\n${renderTable(['Measured', 'Gatehouse', 'The other', 'Ratio', 'Verdict'], cells)}`;
process.stdout.write(`\n${results}`);
if (values.write) writeResults(results, 'peers');

async function warmUp(side: Side): Promise<void> {
  const able = (Object.keys(kinds) as Kind[]).filter((kind) => side.can(kind));
  for (const kind of able) await side.perSecond(kind, 8, warmUpSeconds / able.length);
}

/** Round by round, each time in the other order: machines change speed from minute to minute. */
async function inTurns(kind: Kind, connections: number): Promise<ReadonlyMap<Side, readonly number[]>> {
  const able = sides.filter((side) => side.can(kind));
  const rates = new Map<Side, number[]>(able.map((side) => [side, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? able : able.toReversed())
      rates.get(side)?.push(await side.perSecond(kind, connections, seconds));
  }
  return rates;
}

/** Faster or slower is what was so in every round, and by more than a side differs from itself; else it is within the noise. */
function row(kind: Kind, connections: number, rates: ReadonlyMap<Side, readonly number[]>, other: Side): string[] {
  const [own, their] = [rates.get(gatehouse) ?? [], rates.get(other) ?? []];
  const ratios = own.map((rate, round) => rate / (their[round] ?? Number.NaN));
  const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
  const noise = Math.max(...[own, their].map((rounds) => Math.max(...rounds) / Math.min(...rounds)));
  return [
    `${kinds[kind]}, ${connections} connection${connections === 1 ? '' : 's'}`,
    spread(own),
    `${other.peer.name}: ${spread(their)}`,
    `${median(ratios).toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`,
    least > noise ? 'faster' : most < 1 / noise ? 'slower' : 'within the noise',
  ];
}

function spread(perSecond: readonly number[]): string {
  const [least, most] = [Math.min(...perSecond), Math.max(...perSecond)];
  return `${median(perSecond).toFixed(1)}/s (${least.toFixed(1)} to ${most.toFixed(1)})`;
}

/** Says what takes the time. */
async function step<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  process.stderr.write(`${what} …\n`);
  return await work();
}
