import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { clusterVariable, findPrograms, startTestCluster } from '../src/store/postgres/cluster.fixture.ts';
import { missingPrograms } from './faults/nodes/patroni.ts';
import { findChromium } from './support/chromium.ts';
import { makeExampleData } from './support/store.ts';

// `npm test`: the unit tests share a process, and so do the suites of a folder with a `together.ts`, because loading the
// server takes longer than most of them; each of the others has one. Ends with the count of all.

const cwd = resolve(import.meta.dirname, '..');

// Nothing here takes minutes: what does hangs, and says so with its name instead of holding up the run for ever. A process
// has longer, because it may run the suites of a folder on a busy machine.
const limit = '--test-timeout=600000';
const longestProcessMs = 30 * 60_000;

const browser = await findChromium(); // Unpacked here, before several suites want it at once.
process.env.GATEHOUSE_EXAMPLE_DATA = await makeExampleData(); // Made here for the same reason.
process.env.NODE_COMPILE_CACHE ??= resolve(cwd, 'node_modules/.cache/gatehouse'); // The server has it as well.

const programs = findPrograms();
using cluster = programs === undefined ? undefined : await startTestCluster(programs);
if (cluster) process.env[clusterVariable] = cluster.url;

const counts = [...(await Promise.all([unitTests(), suites()])), ...(await testsOnPostgres())];
const sum = (name: keyof Counts) => counts.reduce((total, count) => total + count[name], 0);

if ('missing' in browser) {
  process.stdout.write(`\nLeft out: the tests in a browser. ${browser.missing} The variable CHROMIUM may name one.\n`);
}
if (!cluster) process.stdout.write('\nLeft out: the tests on PostgreSQL. Version 15 or later is not installed.\n');
if (missingPrograms.length > 0) {
  process.stdout.write(
    `\nLeft out: the test of a cluster whose leader fails. Not installed: ${missingPrograms.join(', ')}.\n`,
  );
}
process.stdout.write(`\ntests: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** In a process of their own beside the suites. */
function unitTests(): Promise<Counts> {
  return spawnTests(['--test-isolation=none', 'src/**/*.test.ts']);
}

/** A second time, what does not depend on the files of the embedded store. */
async function testsOnPostgres(): Promise<readonly Counts[]> {
  if (!cluster) return [];
  const environment = { GATEHOUSE_TEST_STORE: 'postgres', GATEHOUSE_EXAMPLE_DATA: undefined };
  const suites = ['contract', 'oauth'].map((folder) => `test/${folder}/together.ts`);
  return [
    await spawnTests(['--test-isolation=none', 'src/store/*.test.ts', 'src/store/users/*.test.ts'], environment),
    await spawnTests(['--test-concurrency=2', ...suites], environment),
  ];
}

/** What they say is shown when all of it is there. */
async function spawnTests(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Counts> {
  const env = { ...process.env, ...environment };
  const all = ['--test', '--test-reporter=spec', limit, ...args];
  const child = spawn(process.execPath, all, { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'close')]);
  const text = Buffer.concat(output).toString();
  process.stdout.write(text);
  const count = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed || (code === 0 ? 0 : 1), skipped: count('skipped') + count('todo') };
}

async function suites(): Promise<Counts> {
  const together = globSync('test/*/together.ts', { cwd }).sort();
  const folders = together.map((file) => dirname(file));
  const alone = globSync('test/**/*.test.ts', { cwd }).filter((file) => !folders.includes(dirname(file)));
  // What takes longest comes first, so that nothing is left to run alone at the end.
  const files = [...together, ...alone.sort()].map((file) => resolve(cwd, file));
  const running = run({ files, cwd, concurrency: 2, timeout: longestProcessMs, execArgv: [limit] });
  let result: Counts = { passed: 0, failed: 1, skipped: 0 };
  running.on('test:summary', ({ file, success, counts: { tests, passed, ...counts } }) => {
    if (file !== undefined) return;
    const skipped = counts.skipped + counts.todo;
    result = { passed, failed: tests - passed - skipped || (success ? 0 : 1), skipped };
  });
  for await (const text of running.compose(spec)) process.stdout.write(text);
  return result;
}
