import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createEmptyDatabase, findPrograms } from '../src/store/postgres/cluster.fixture.ts';
import { hasCitus, startCitus } from '../test/support/citus.ts';
import type { LoadOptions, LoadResult } from './load.ts';
import { describeRun } from './machine.ts';
import { readOptions } from './options.ts';
import { runScript } from './script.ts';
import { type Folder, makeFolder, type Server, startServer } from './server.ts';
import { countStatements } from './statements.ts';
import { mean } from './statistics.ts';
import { type Row, render } from './table.ts';

// `npm run bench:citus`: what a change of a password costs on Citus, with one server that is asked and two that have the rows,
// beside one on a single PostgreSQL. All of them are on this machine and share its cores.

readOptions(import.meta.filename, {});
const rounds = 3;
const programs = findPrograms();
if (programs === undefined || !hasCitus(programs)) {
  process.stdout.write('Not measured: Citus is not installed for the PostgreSQL of this machine.\n');
} else {
  await using _citus = await startCitus(programs);
  process.stdout.write(`${describeRun('postgres')}\n${render(await measure())}`);
}

async function measure(): Promise<readonly Row[]> {
  await using plainFolder = await makeFolder('postgres');
  await using folder = await makeFolder('sqlite');
  const divided: Folder = { ...folder, storeUrl: await createEmptyDatabase() };
  const metrics = ['--metrics-port', '0'];
  await using plain = await startServer(plainFolder, metrics);
  await using citus = await startServer(divided, metrics);
  const sides = { PostgreSQL: plain, Citus: citus };
  const rows: Row[] = [];
  for (const connections of [1, 8]) {
    const all: Record<keyof typeof sides, LoadResult[]> = { PostgreSQL: [], Citus: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const side of ['PostgreSQL', 'Citus'] as const) all[side].push(await changes(sides[side], connections));
    }
    const said = Object.entries(all).map(([side, results]) => {
      const [rate, median] = [mean(results.map((r) => r.changesPerSecond)), mean(results.map((r) => r.medianMs))];
      return `${side}: ${rate.toFixed(1)}/s, p50 ${median.toFixed(1)} ms`;
    });
    rows.push({ what: `Changes, ${connections} at a time`, result: said.join('; ') });
  }
  for (const [side, server] of Object.entries(sides)) {
    const before = databaseCpuMs();
    let made = 0;
    const { statements, retries } = await countStatements(server, async () => {
      made = (await changes(server, 8, 0)).changes;
    });
    const cpuMs = (databaseCpuMs() - before) / made;
    rows.push({ what: `Time of the database's processors for one change, ${side}`, result: `${cpuMs.toFixed(1)} ms` });
    rows.push({
      what: `Statements of one change, ${side}`,
      result: `${statements.toFixed(1)}, ${retries.toFixed(2)} retries`,
    });
  }
  return rows;
}

/** Of all processes of PostgreSQL on this machine, in a hundredth of a second each (proc(5)). */
function databaseCpuMs(): number {
  let ticks = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const file = `/proc/${pid}/stat`;
    const stat = existsSync(file) ? readFileSync(file, 'utf8') : '';
    if (!stat.includes('(postgres)')) continue;
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    ticks += Number(user) + Number(system);
  }
  return ticks * 10;
}

async function changes({ urls, token }: Server, connections: number, warmUpSeconds = 0.5): Promise<LoadResult> {
  const options: LoadOptions = { urls, token, connections, warmUpSeconds, seconds: 3 };
  return await runScript<LoadResult>('load.ts', options);
}
