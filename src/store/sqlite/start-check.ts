import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { StartupError } from '../../errors.ts';
import { remedy } from './faults.ts';

/** How long a start waits for the check before it goes on beside it, and how long the check may take at all. */
const limits = { patienceMs: 5000, longestMs: 30 * 60_000 };

/** `unfinished`: it took too long, or its process was ended by somebody else. */
type Verdict = 'unfinished' | 'stopped' | { readonly problems: readonly string[] };

/** A check that goes on beside the server. */
export interface LongCheck extends AsyncDisposable {
  readonly verdict: Promise<Verdict>;
}

/**
 * After an end that was not clean, looks whether the store is whole. A small one is checked before anything is done with
 * it; of a large one, the check that goes on is returned.
 *
 * @throws StartupError when it is damaged.
 */
export async function checkAtStart(
  file: string,
  { patienceMs, longestMs }: typeof limits = limits,
): Promise<LongCheck | undefined> {
  if (!endedUncleanly(file)) return undefined;
  const check = quickCheck(file, longestMs);
  const waiting = new AbortController();
  const patience = pause(patienceMs, undefined, waiting).catch(() => undefined);
  const verdict = await Promise.race([check.verdict, patience]);
  waiting.abort();
  if (verdict === undefined) {
    check.stepBack();
    return check;
  }
  const [problem] = typeof verdict === 'string' ? [] : verdict.problems;
  if (problem !== undefined) throw new StartupError(remedy('corrupt', file, problem));
  return undefined;
}

/** A clean end leaves no write-ahead log. */
export function endedUncleanly(file: string): boolean {
  const log = `${file}-wal`;
  return existsSync(file) && existsSync(log) && statSync(log).size > 0;
}

function quickCheck(file: string, longestMs: number): LongCheck & { readonly stepBack: () => void } {
  const child = fork(new URL('./quick-check-process.ts', import.meta.url), [file], {
    ...{ execArgv: [], env: { PATH: process.env.PATH }, stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    ...{ timeout: longestMs, killSignal: 'SIGKILL' },
  });
  let isStopped = false;
  const end = () => (isStopped ? 'stopped' : 'unfinished');
  const ended = once(child, 'close').then(end, end);
  const said = once(child, 'message').then(([problems]) => ({ problems: problems as readonly string[] }));
  said.catch(() => {});
  return {
    verdict: Promise.race([said, ended]),
    stepBack: () => {
      if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
    },
    async [Symbol.asyncDispose]() {
      isStopped = true;
      child.kill('SIGKILL');
      await ended;
    },
  };
}
