import { tracingChannel } from 'node:diagnostics_channel';
import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

// Loaded into the process of a server before anything else (`--import`): tells over IPC for how long its event loop was held
// since the last time that was asked, and by what.

/** The longest since the last question, in milliseconds. */
export interface Hold {
  /** What `monitorEventLoopDelay` has seen, to the millisecond: from when a timer was due until it rang. */
  readonly ms: number;
  /** The most CPU time of the thread between two timers: what other processes on the machine add nothing to. */
  readonly cpuMs: number;
  /** The statement that took the most of the thread, with its text. */
  readonly statement: { readonly ms: number; readonly sql: string };
  /** The longest pause of the garbage collector. */
  readonly collectionMs: number;
}

const nothing = { ms: 0, sql: '' };

if (isMainThread && process.send) answer(process.send.bind(process));

function answer(send: (hold: Hold) => void): void {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  let statement = nothing;
  let [cpuMs, before] = [0, cpuNow()];
  let collectionMs = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) collectionMs = Math.max(collectionMs, duration);
  }).observe({ entryTypes: ['gc'] });
  setInterval(() => {
    const now = cpuNow();
    cpuMs = Math.max(cpuMs, now - before);
    before = now;
  }, 1).unref();
  onStatements((ms, sql) => {
    if (ms > statement.ms) statement = { ms, sql };
  });
  process.on('message', () => {
    send({ ms: delays.max / 1e6, cpuMs, statement, collectionMs });
    [cpuMs, statement, collectionMs] = [0, nothing, 0];
    delays.reset();
  });
  process.channel?.unref();
}

/** Tells how long each statement has held its caller, as long as it ran on this thread. */
function onStatements(tell: (ms: number, sql: string) => void): void {
  const begun: number[] = [];
  const nobody = () => {};
  tracingChannel<object, { readonly sql: string }>('gatehouse:statement').subscribe({
    start: () => void begun.push(performance.now()),
    end: ({ sql }: { readonly sql: string }) => tell(performance.now() - (begun.pop() ?? 0), sql),
    ...{ asyncStart: nobody, asyncEnd: nobody, error: nobody },
  });
}

function cpuNow(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
