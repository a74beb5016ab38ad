import { readdirSync, readFileSync } from 'node:fs';
import type { CyclesOptions, CyclesResult } from './cycles.ts';
import type { RefreshOptions, RefreshResult } from './refresh.ts';
import { runScript } from './script.ts';
import type { Server } from './server.ts';
import { sum } from './statistics.ts';
import { changeRequests, readingRequest, signInRequest, tokenRequest, userCount } from './world.ts';

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

const seconds = 4;
const lookMs = 4;

/** Reads the clocks that Linux keeps for each thread, while so many connections send without a pause as keep it busy. */
export async function measureParts(server: Server): Promise<readonly Parts[]> {
  const { token, urls } = server;
  const users = Array.from({ length: userCount }, (_, user) => user);
  const cycles = (cycle: (user: number) => readonly Buffer[], expected: string) => async () => {
    const options: CyclesOptions = {
      urls,
      cycles: users.map((user) => cycle(user).map((request) => request.toString('latin1'))),
      ...{ expected, warmUpSeconds: 0, seconds },
    };
    return sum((await runScript<CyclesResult>('cycles.ts', options)).sent);
  };
  const refreshes = async () => {
    const options: RefreshOptions = { urls, connections: userCount, warmUpSeconds: 0, seconds };
    return (await runScript<RefreshResult>('refresh.ts', options)).perSecond * seconds;
  };
  const kinds: readonly (readonly [string, () => Promise<number>])[] = [
    ['Sign-in', cycles((user) => [signInRequest(user)], '"access_token"')],
    ['Refresh', refreshes],
    ['Client credentials', cycles(() => [tokenRequest()], '"access_token"')],
    ['GET User/{id}', cycles(() => [readingRequest(token)], '"id"')],
    ['Change of a password', cycles((user) => changeRequests(token, user), '"succeeded":true')],
  ];
  const measured: Parts[] = [];
  for (const [what, work] of kinds) {
    await work(); // Until the engine has compiled what is used often.
    measured.push({ what, ...(await watched(server.pids[0] ?? 0, work)) });
  }
  return measured;
}

async function watched(pid: number, work: () => Promise<number>): Promise<Omit<Parts, 'what'>> {
  let looks = 0;
  let waits = 0;
  const watch = setInterval(() => {
    looks += 1;
    if (stateOf(pid) === 'D') waits += 1;
  }, lookMs);
  const [before, begin] = [clocks(pid), performance.now()];
  const count = await work();
  const [after, passedMs] = [clocks(pid), performance.now() - begin];
  clearInterval(watch);
  const mainUs = (after.main - before.main) / count;
  return {
    mainUs,
    diskUs: (1000 * passedMs * waits) / looks / count,
    otherUs: (after.all - before.all) / count - mainUs,
  };
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
