import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { clusterVariable, findPrograms, makeTemplate, startCluster } from '../src/store/postgres/cluster.fixture.ts';
import { findChromium } from './support/chromium.ts';

// `npm test`: unit tests share one process, because starting a process per file is what costs time; whole-system suites
// get a process each, because they start servers. Ends with the count of both.

// Nothing here takes minutes: what does hangs, and says so with its name instead of holding up the run for ever.
const limit = '--test-timeout=600000';
interface Run {
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
}

const runs: Run[] = [
  { args: ['--test-isolation=none', limit, 'src/**/*.test.ts'] },
  { args: ['--test-concurrency=2', limit, 'test/**/*.test.ts'] },
];

const browser = await findChromium(); // Unpacked here, before several suites want it at once.

// What does not depend on the files of the embedded store is run a second time, on PostgreSQL.
const programs = findPrograms();
using cluster = programs === undefined ? undefined : startCluster(programs);
if (cluster) {
  await makeTemplate(cluster);
  process.env[clusterVariable] = cluster.url;
  const environment = { GATEHOUSE_TEST_STORE: 'postgres' };
  runs.push(
    { args: ['--test-isolation=none', limit, 'src/store/*.test.ts', 'src/store/users/*.test.ts'], environment },
    { args: ['--test-concurrency=2', limit, 'test/contract/*.test.ts', 'test/oauth/*.test.ts'], environment },
  );
}

let passed = 0;
let failed = 0;
let skipped = 0;
let exitCode = 0;
for (const { args, environment } of runs) {
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    process.stdout.write(text);
    output = (output + text).slice(-100_000);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const count = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(output)?.[1] ?? 0);
  passed += count('pass');
  failed += count('fail') + count('cancelled');
  skipped += count('skipped') + count('todo');
  exitCode ||= code ?? 1;
}
if ('missing' in browser) {
  process.stdout.write(`\nLeft out: the tests in a browser. ${browser.missing} The variable CHROMIUM may name one.\n`);
}
if (!cluster) process.stdout.write('\nLeft out: the tests on PostgreSQL. Version 15 or later is not installed.\n');
process.stdout.write(`\ntests: ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = exitCode;
