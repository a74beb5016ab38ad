import type { BareHashResult } from './bare-hash.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { runScript } from './script.ts';
import { makeFolder, type Server, startServer } from './server.ts';
import { countStatements, type StatementCount } from './statements.ts';
import { mean } from './statistics.ts';
import { hasPostgres } from './store.ts';
import type { Row } from './table.ts';
import { bareHash, hashesPerChange, threads } from './throughput.ts';
import { userCount } from './world.ts';

const rounds = 3;
const sides = ['embedded', 'PostgreSQL'] as const;
type Side = (typeof sides)[number];

/** The goal of PostgreSQL: so much of what the embedded store does, which is on the same machine. */
const share = 0.9;

interface Shares {
  readonly connections: number;
  /** Of the bound that hashes alone would set. */
  readonly of: Readonly<Record<Side, readonly number[]>>;
}

/**
 * What a change of a password costs on either store, in shares of what hashes alone would allow: one server on each, which are
 * loaded in turn. Not measured where PostgreSQL is not installed.
 */
export async function compareStores(): Promise<Row[]> {
  if (!hasPostgres()) return [{ what: 'Changes on PostgreSQL', result: 'not measured: it is not installed' }];
  await using embeddedFolder = await makeFolder('sqlite');
  await using otherFolder = await makeFolder('postgres');
  const metrics = ['--metrics-port', '0'];
  await using embedded = await startServer(embeddedFolder, metrics);
  await using other = await startServer(otherFolder, metrics);
  const servers = { embedded, PostgreSQL: other };
  for (const side of sides) await changes(servers[side], userCount);
  const measured: Shares[] = [];
  for (const connections of [8, userCount]) measured.push(await measureShares(servers, connections));
  const counts = { embedded: await statements(embedded), PostgreSQL: await statements(other) };
  return [...measured.map(sharesRow), statementsRow(counts)];
}

async function measureShares(servers: Readonly<Record<Side, Server>>, connections: number): Promise<Shares> {
  const of: Record<Side, number[]> = { embedded: [], PostgreSQL: [] };
  let before = await bareHash(threads);
  for (let round = 0; round < rounds; round += 1) {
    for (const side of round % 2 === 0 ? sides : sides.toReversed()) {
      const { changesPerSecond } = await changes(servers[side], connections);
      const after = await bareHash(threads);
      of[side].push(changesPerSecond / boundOf([before, after]));
      before = after;
    }
  }
  return { connections, of };
}

const boundOf = (bare: readonly BareHashResult[]): number =>
  mean(bare.map(({ hashesPerSecond }) => hashesPerSecond)) / hashesPerChange;

function sharesRow({ connections, of }: Shares): Row {
  const [embedded, other] = [mean(of.embedded), mean(of.PostgreSQL)];
  const kept = other / embedded;
  return {
    what: `Changes by store, ${connections} connections`,
    result: `${other.toFixed(3)} of the bound on PostgreSQL, ${embedded.toFixed(3)} embedded: ${kept.toFixed(2)} of it`,
    goal: { text: `≥ ${share} of embedded`, isMet: kept >= share },
  };
}

/** With so many at a time as share no commit. */
const statements = (server: Server): Promise<StatementCount> => countStatements(server, () => changes(server, 1));

function statementsRow(counts: Readonly<Record<Side, StatementCount>>): Row {
  const said = sides.map((side) => {
    const { statements: count, retries } = counts[side];
    return `${count.toFixed(1)} ${side}${retries > 0 ? ` (${retries.toFixed(2)} transactions begun anew)` : ''}`;
  });
  return { what: 'Statements of one change', result: said.join(', ') };
}

async function changes({ urls, token }: Server, connections: number): Promise<LoadResult> {
  const options: LoadOptions = { urls, token, connections, warmUpSeconds: 0.5, seconds: 3 };
  return await runScript<LoadResult>('load.ts', options);
}
