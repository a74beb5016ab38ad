import { readdirSync, readFileSync } from 'node:fs';
import type { LoadOptions, LoadResult } from './load.ts';
import type { RefreshOptions, RefreshResult } from './refresh.ts';
import type { RepeatOptions, RepeatResult } from './repeat.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { sum } from './statistics.ts';
import { readingRequest, signInRequest, tokenRequest, userCount } from './world.ts';

/** What one request takes of the server's process, in microseconds. */
export interface Parts {
  readonly what: string;
  /** Computing on the main thread, which does everything that is not handed to others. */
  readonly mainUs: number;
  /** For so long the main thread waits for the disk. */
  readonly diskUs: number;
  /** Computing on all other threads: hashes and signatures above all. */
  readonly otherUs: number;
}

/** Two runs are compared, so that what a run does before its first request, such as signing in, is in neither. */
const runs = { short: 1, long: 5 } as const;
const lookMs = 4;

/** Sends for so many seconds without a pause, and tells how many requests that were. */
type Work = (seconds: number) => Promise<number>;

/** Reads the clocks that Linux keeps for each thread, while as many connections send without a pause as keep it busy. */
export async function measureParts(server: Server): Promise<readonly Parts[]> {
  const measured: Parts[] = [];
  for (const [what, work] of kindsOf(server)) {
    await work(2); // Until the engine has compiled what is used often.
    const pid = server.pids[0] ?? 0;
    measured.push({ what, ...each(await watched(pid, work, runs.short), await watched(pid, work, runs.long)) });
  }
  return measured;
}

function kindsOf({ urls, token }: Server): readonly (readonly [string, Work])[] {
  const users = Array.from({ length: userCount }, (_, user) => user);
  const same =
    (each: readonly Buffer[], expected: string): Work =>
    async (seconds) => {
      const requests = each.map((request) => request.toString('latin1'));
      const options: RepeatOptions = { urls, requests, connections: userCount, warmUpSeconds: 0, seconds, expected };
      return (await runScript<RepeatResult>('repeat.ts', options)).perSecond * seconds;
    };
  return [
    ['GET User/{id}', same([readingRequest(token)], '"id"')],
    ['Client credentials', same([tokenRequest()], '"access_token"')],
    [
      'Refresh',
      async (seconds) => {
        const options: RefreshOptions = { urls, connections: userCount, warmUpSeconds: 0, seconds };
        return (await runScript<RefreshResult>('refresh.ts', options)).perSecond * seconds;
      },
    ],
    [
      'Sign-in',
      same(
        users.map((user) => signInRequest(user)),
        '"access_token"',
      ),
    ],
    [
      'Change of a password',
      async (seconds) => {
        const options: LoadOptions = { urls, token, connections: userCount, warmUpSeconds: 0, seconds };
        return (await runScript<LoadResult>('load.ts', options)).changes;
      },
    ],
  ];
}

interface Watched {
  readonly count: number;
  readonly mainUs: number;
  readonly allUs: number;
  readonly diskUs: number;
}

const each = (short: Watched, long: Watched): Omit<Parts, 'what'> => {
  const more = (of: 'mainUs' | 'allUs' | 'diskUs') => (long[of] - short[of]) / (long.count - short.count);
  return { mainUs: more('mainUs'), diskUs: more('diskUs'), otherUs: more('allUs') - more('mainUs') };
};

async function watched(pid: number, work: Work, seconds: number): Promise<Watched> {
  let looks = 0;
  let waits = 0;
  const watch = setInterval(() => {
    looks += 1;
    if (stateOf(pid) === 'D') waits += 1;
  }, lookMs);
  const [before, begin] = [clocks(pid), performance.now()];
  const count = await work(seconds);
  const [after, passedMs] = [clocks(pid), performance.now() - begin];
  clearInterval(watch);
  const diskUs = (1000 * passedMs * waits) / looks;
  return { count, mainUs: after.main - before.main, allUs: after.all - before.all, diskUs };
}

/** How long the main thread and all threads have computed, in microseconds; the first number of `schedstat` counts nanoseconds. */
function clocks(pid: number): { readonly main: number; readonly all: number } {
  const read = (thread: string) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ', 1)[0]) / 1000;
  const threads = readdirSync(`/proc/${pid}/task`).map(read);
  return { main: read(String(pid)), all: sum(threads) };
}

/** `D` while the main thread waits for the disk. */
const stateOf = (pid: number): string | undefined =>
  /\) (\S)/.exec(readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8'))?.[1];
