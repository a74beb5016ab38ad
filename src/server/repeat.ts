import { inspect } from 'node:util';
import { isToldAlready } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { activities } from '../telemetry.ts';

/** The interval of most maintenance. Milliseconds. */
export const everyMinute = 60_000;

/**
 * Does `work` at this interval until disposed, never twice at once. A failure is logged, unless the log says already what is wrong with
 * the store; the work is tried again.
 *
 * @param task the name of the work in the log and in metrics.
 */
export function repeat(
  task: string,
  everyMs: number,
  work: (stopping: AbortSignal) => Promise<void>,
  log: Log,
): AsyncDisposable {
  const stopping = new AbortController();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= activities.task
      .measure({ task }, () => work(stopping.signal))
      .catch((error) => {
        if (!isToldAlready(error)) log.error({ task, error: inspect(error) }, 'maintenance failed');
      })
      .finally(() => {
        running = undefined;
      });
  }, everyMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stopping.abort();
      await running;
    },
  };
}
