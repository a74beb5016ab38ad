import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { clusterVariable, findPrograms, startTestCluster } from '../src/store/postgres/cluster.fixture.ts';
import { missingPrograms } from './faults/nodes/patroni.ts';
import { atEnd } from './support/at-end.ts';
import { findChromium } from './support/chromium.ts';
import { memoryFolder } from './support/memory-folder.ts';
import { makeExampleData } from './support/store.ts';

// `npm test`: the unit tests share a process, and so do the suites of a folder, because loading the server takes longer than
// most of them. `npm run test:unit`: the unit tests alone, two processes for each core. Ends with the count of all.

const cwd = resolve(import.meta.dirname, '..');

// Nothing here takes minutes: what does hangs, and says so with its name instead of holding up the run for ever. A process
// has longer, because it may run the suites of a folder on a busy machine.
const limit = '--test-timeout=600000';
const longestProcessMs = 30 * 60_000;

const prepared = ['untracked', 'named-files', 'overtime'].flatMap((name) => ['--require', `./test/support/${name}.ts`]);

/** So many at a time that the cores are busy while some of them wait. */
const lanes = availableParallelism() + 4;

/** For the same reason, and because shares of a size are not shares of time; each of them has to load what it tests. */
const unitProcesses = 2 * availableParallelism();

// In MiB, for objects that are young: with the usual 16, a process of many servers stops ten times as often to collect them. With
// twice as many as these it takes no less of the processors, and a third more memory. One thread collects them: several take a
// twelfth more of the processors for all that a process does, and those are busy with other processes anyway.
const memoryFlags = ['--min-semi-space-size=64', '--max-semi-space-size=128', '--single-threaded-gc'];

const isUnit = process.argv[2] === 'unit';

const memory = memoryFolder();
if (memory) atEnd(() => memory[Symbol.dispose]());
if (memory) process.env.TMPDIR = memory.path;
process.env.NODE_COMPILE_CACHE ??= resolve(cwd, 'node_modules/.cache/gatehouse'); // The server has it as well.
const browser = isUnit ? undefined : await findChromium(); // Unpacked here, before several suites want it at once.
if (!isUnit) process.env.GATEHOUSE_EXAMPLE_DATA = await makeExampleData(); // Made here for the same reason.

/**
 * What is run a second time: suites that could find something on another store which they do not find on the embedded one,
 * those of a line in a process. The others of their folders are about requests, pages and commands, or have both stores anyway.
 */
const suitesOnPostgres: readonly (readonly string[])[] = [
  ['src/store/*.test.ts', 'src/store/users/*.test.ts'],
  ['src/password/*.test.ts'],
  ['test/contract/*.test.ts'],
  ['test/oauth/*.test.ts'],
  ['test/browser/story.test.ts'],
  ['test/mail/{confirmation,delivery,failures,messages,operator}.test.ts'],
  ['test/cli/{admin-recover,applications,audit-archive,doctor,groups,keys,policy-simulate,reseal,users}.test.ts'],
  ['test/attack/{audit,escalation,handed-on,lockout,refresh,rights,rows,stayers,takeover}.test.ts'],
];

/** Says little and takes long: most of the time it waits for others. */
const patient = 'test/faults/fail-over.test.ts';

/** Suites that share no process: the patient one, and those that await something outside their hooks and tests. */
const suitesAlone = [patient, 'test/relying-parties/*.test.ts'];

/** Of the files of suites that share a process, where the folder does not say with a `together.ts` that all of its do. */
const bytesTogether = 45_000;

const programs = isUnit ? undefined : findPrograms();
const cluster = programs === undefined ? undefined : await startTestCluster(programs);
if (cluster) atEnd(() => cluster[Symbol.dispose]());
if (cluster) process.env[clusterVariable] = cluster.url;

const unitTests = globSync('src/**/*.test.ts', { cwd });
const everything = () => [together(unitTests), ...suites(), ...(cluster ? testsOnPostgres() : [])];
const counts = await runAll(isUnit ? shared(unitTests, unitProcesses) : everything());
const sum = (name: keyof Counts) => counts.reduce((total, count) => total + count[name], 0);

if (browser && 'missing' in browser) {
  process.stdout.write(`\nLeft out: the tests in a browser. ${browser.missing} The variable CHROMIUM may name one.\n`);
}
if (!isUnit && !cluster)
  process.stdout.write('\nLeft out: the tests on PostgreSQL. Version 15 or later is not installed.\n');
if (!isUnit && missingPrograms.length > 0) {
  process.stdout.write(
    `\nLeft out: the test of a cluster whose leader fails. Not installed: ${missingPrograms.join(', ')}.\n`,
  );
}
process.stdout.write(`\ntests: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
process.exitCode = sum('failed') > 0 ? 1 : 0;

function secondsSoFar(): number {
  return Math.round(performance.now() / 1000);
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What a process runs. */
interface Part {
  readonly args: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Of its files: what has more to say takes longer, as a rule. */
  readonly bytes: number;
}

/** What matches, in one process. */
function together(patterns: readonly string[]): Part {
  return {
    ...partOf(patterns.flatMap((pattern) => globSync(pattern, { cwd }))),
    args: ['test/together.ts', ...patterns],
  };
}

/** The files in so many processes, each with about as much to say. */
function shared(files: readonly string[], processes: number): readonly Part[] {
  const shares = Array.from({ length: processes }, (): { bytes: number; files: string[] } => ({ bytes: 0, files: [] }));
  for (const { bytes, args } of files.map((file) => partOf([file])).toSorted(byBytes)) {
    const lightest = shares.reduce((least, share) => (share.bytes < least.bytes ? share : least));
    lightest.files.push(...args);
    lightest.bytes += bytes;
  }
  return shares.map((share) => together(share.files));
}

function suites(): readonly Part[] {
  const found = globSync('test/*/together.ts', { cwd, exclude: ['test/support/**'] });
  const folders = found.map((file) => dirname(file));
  const others = globSync('test/**/*.test.ts', { cwd, exclude: folders.map((folder) => `${folder}/**`) });
  const alone = globSync(suitesAlone, { cwd });
  const byFolder = Object.groupBy(
    others.filter((file) => !alone.includes(file)),
    (file) => dirname(file),
  );
  return [
    ...folders.map(suitesOf),
    ...alone.map((file) => partOf([file])),
    ...Object.values(byFolder).flatMap((files = []) => shared(files, Math.ceil(partOf(files).bytes / bytesTogether))),
  ];
}

function suitesOf(folder: string): Part {
  return { ...partOf(globSync(`${folder}/*.test.ts`, { cwd })), args: [`${folder}/together.ts`] };
}

function testsOnPostgres(): readonly Part[] {
  const environment = { GATEHOUSE_TEST_STORE: 'postgres', GATEHOUSE_EXAMPLE_DATA: undefined };
  return suitesOnPostgres.map((patterns) => ({ ...together(patterns), environment }));
}

function partOf(files: readonly string[]): Part {
  return { args: files, bytes: files.reduce((sum, file) => sum + statSync(resolve(cwd, file)).size, 0) };
}

function byBytes(a: Part, b: Part): number {
  return b.bytes - a.bytes;
}

function isPatient({ args }: Part): boolean {
  return args.includes(patient);
}

/** The longest come first, so that nothing is left to run alone at the end. */
async function runAll(parts: readonly Part[]): Promise<readonly Counts[]> {
  const waiting = parts.toSorted((a, b) => Number(isPatient(b)) - Number(isPatient(a)) || byBytes(a, b));
  const done: Counts[] = [];
  const lane = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) done.push(await runPart(part));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return done;
}

/** What it says is shown when all of it is there, and when that was, in seconds since the run began. */
async function runPart({ args, environment = {} }: Part): Promise<Counts> {
  const begun = secondsSoFar();
  const child = spawn(process.execPath, [...prepared, ...memoryFlags, '--test-reporter=spec', limit, ...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: longestProcessMs,
  });
  atEnd(() => child.kill());
  const [output, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'close')]);
  const text = Buffer.concat(output).toString();
  process.stdout.write(`${text}ℹ from ${begun} to ${secondsSoFar()} s: ${args.slice(0, 2).join(' ')}\n\n`);
  const count = (name: string) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return { passed: count('pass'), failed: failed || (code === 0 ? 0 : 1), skipped: count('skipped') + count('todo') };
}
