import { availableParallelism, totalmem } from 'node:os';
import { hashingSettings } from '../config/hashing.ts';
import { readConfig } from '../config/read.ts';
import type { Config } from '../config/settings.ts';
import { newSecret } from '../directory/application.ts';
import { calibrate, type HashTimes, type Measured } from '../password/calibrate.ts';
import { ceiling, floor } from '../password/hash/argon2id.ts';
import type { Argon2Parameters } from '../password/hash/scheme.ts';
import { createHashPool, parametersOf } from '../server/capacity.ts';
import { events } from '../telemetry.ts';
import type { Command } from './command.ts';
import { UsageError } from './options.ts';
import { printJson, printLine } from './print-line.ts';

const mebibyte = 1024;

export const hashCalibrate: Command = {
  name: 'hash calibrate',
  summary: 'Measure what a password hash may cost on this machine.',
  description: [
    'Hashes for some seconds with as many threads as the server would, and prints the parameters of Argon2id with which one',
    'hash takes the time that you say: memory first, then passes, and nothing below the minimum of OWASP. Says what each hash',
    'takes, and how many sign-ins and changes of a password the machine can do in a second then. Stop what else is busy on it,',
    'the server too. Changes nothing: put what it prints into the configuration of every server and start it anew.',
  ].join('\n'),
  examples: ['hash calibrate --target 100ms'],
  values: {
    target: { placeholder: 'TIME', doc: 'How long one hash may take, such as 100ms or 0.5s. Default: 100ms.' },
    memory: { placeholder: 'KIB', doc: 'Take this much memory, in KiB, and look for the passes alone.' },
    lanes: { placeholder: 'N', doc: 'Take so many lanes. Default: what hash-parallelism says.' },
  },
  switches: { json: 'Print a JSON object.' },
  options: ['hash-threads', 'hash-memory', 'hash-iterations', 'hash-parallelism', 'config'],
  run: async (flags) => {
    const config = await readConfig({ flags, environment: process.env });
    const targetMs = timeOf(flags.target ?? '100ms');
    const memoryKiB = flags.memory === undefined ? undefined : settingOf('memory', 'hash-memory', flags.memory);
    const parallelism =
      flags.lanes === undefined ? config['hash-parallelism'] : settingOf('lanes', 'hash-parallelism', flags.lanes);
    const measure = (parameters: Argon2Parameters) => measureWith(config, parameters);
    const present = parametersOf(config);
    const now = { parameters: present, ...(await measure(present)) };
    const wanted = { targetMs, memoryKiB, parallelism, mostMemoryKiB: affordable(config['hash-threads']), measure };
    const found = await calibrate(wanted);
    const [result, before] = [found, now].map((one) => effectOf(one, config['hash-threads'])) as [Effect, Effect];
    if (flags.json === '') printJson({ targetMs, cores: availableParallelism(), ...result, now: before });
    else for (const line of linesOf(result, before, targetMs)) printLine(line);
    return 0;
  },
};

function timeOf(text: string): number {
  const [, number, unit] = /^(\d{1,6}(?:\.\d+)?)(ms|s)$/.exec(text) ?? [];
  const ms = Number(number) * (unit === 's' ? 1000 : 1);
  if (ms >= 1 && ms <= 10_000) return ms;
  throw new UsageError(`--target: "${text}" is not a time from 1ms to 10s, such as 100ms.`);
}

/** By the limits of the setting that it is for. */
function settingOf(option: string, name: 'hash-memory' | 'hash-parallelism', text: string): number {
  const read = hashingSettings[name].read(text);
  if ('value' in read) return read.value;
  throw new UsageError(`--${option}: "${text}" is not ${read.expected}.`);
}

/** For one hash, in KiB, when all threads together are to take no more than a quarter of what the process may have. */
function affordable(threads: number): number {
  const limit = process.constrainedMemory();
  const bytes = limit > 0 ? Math.min(limit, totalmem()) : totalmem();
  const each = Math.floor(bytes / 4 / threads / mebibyte / mebibyte) * mebibyte;
  return Math.max(floor.memoryKiB, Math.min(each, ceiling.memoryKiB));
}

/** As many rounds are measured, or as fit into a second. */
const rounds = 7;
const patienceMs = 1000;

/** With the threads of the server, as the thread itself measures it. The fastest round counts: what else is busy only adds. */
async function measureWith(config: Config, parameters: Argon2Parameters): Promise<HashTimes> {
  const { memoryKiB, iterations, parallelism } = parameters;
  await using pool = createHashPool({
    ...{ 'hash-threads': config['hash-threads'], 'hash-wait': config['hash-wait'] },
    'hash-queue-per-account': config['hash-queue-per-account'],
    ...{ 'hash-memory': memoryKiB, 'hash-iterations': iterations, 'hash-parallelism': parallelism },
  });
  const hash = async (atOnce: number): Promise<number> => {
    let tookMs = 0;
    const unsubscribe = events.hashed.onPublish(({ ms }) => {
      tookMs += ms / atOnce;
    });
    await Promise.all(Array.from({ length: atOnce }, () => pool.hash(newSecret())));
    unsubscribe();
    return tookMs;
  };
  const fastest = async (atOnce: number): Promise<number> => {
    const began = performance.now();
    let least = await hash(atOnce);
    for (let round = 1; round < rounds && performance.now() - began < patienceMs; round += 1) {
      least = Math.min(least, await hash(atOnce));
    }
    return least;
  };
  const { 'hash-threads': threads } = config;
  await hash(threads); // Threads that have started have their memory.
  return { aloneMs: await fastest(1), busyMs: await fastest(threads) };
}

/** What parameters mean for the server. */
interface Effect {
  /** As the configuration has it. */
  readonly settings: Readonly<Record<'hash-memory' | 'hash-iterations' | 'hash-parallelism', number>>;
  readonly threads: number;
  readonly aloneMs: number;
  readonly busyMs: number;
  /** Of all threads together. */
  readonly memoryMiB: number;
  readonly signInsPerSecond: number;
  readonly changesPerSecond: number;
}

function effectOf({ parameters, aloneMs, busyMs }: Measured, threads: number): Effect {
  const { memoryKiB, iterations, parallelism } = parameters;
  const hashesPerSecond = (threads * 1000) / busyMs;
  return {
    settings: { 'hash-memory': memoryKiB, 'hash-iterations': iterations, 'hash-parallelism': parallelism },
    threads,
    ...{ aloneMs: round(aloneMs), busyMs: round(busyMs), memoryMiB: Math.ceil((memoryKiB * threads) / mebibyte) },
    // A change verifies the old password and hashes the new one.
    ...{ signInsPerSecond: round(hashesPerSecond), changesPerSecond: round(hashesPerSecond / 2) },
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function linesOf(result: Effect, now: Effect, targetMs: number): readonly string[] {
  const isFloor = result.busyMs >= targetMs;
  return [
    ...Object.entries(result.settings).map(([name, value]) => `${name}: ${value}`),
    '',
    `One hash takes ${result.busyMs} ms with ${result.threads} hash-threads at work (${result.aloneMs} ms alone), and all of them ${result.memoryMiB} MiB.`,
    `At the most ${result.signInsPerSecond} sign-ins or ${result.changesPerSecond} changes of a password in a second.`,
    `As it is configured: ${now.busyMs} ms, ${now.memoryMiB} MiB, ${now.signInsPerSecond} sign-ins or ${now.changesPerSecond} changes.`,
    ...(isFloor ? [`This is the least that is taken: it takes ${targetMs} ms or longer on this machine.`] : []),
    'The server reads these settings when it starts. Hashes made before stay valid, and are made anew at the next sign-in.',
  ];
}
