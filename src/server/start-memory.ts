import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** How often it is looked whether there is something to do, and what share of the time the event loop may have worked by then. */
const everyMs = 500;
const idleShare = 0.02;

/**
 * Lets the heap grow to twice of what is alive before it is collected: V8 would wait for up to four times of it. Call it before the
 * first request, or piece of a file, because it is for everything that comes. The young generation cannot be bounded from inside: the service of
 * systemd and the container do so with `--max-semi-space-size`.
 */
export function boundHeap(): void {
  setFlagsFromString('--heap-growing-percent=100');
}

/**
 * Gives the memory that the start took back to the system: of some 190 MB, a third. Loading the program leaves more garbage
 * than it keeps, and V8 does not release the empty pages of a process that has nothing to do. Node has no call for this. It
 * takes as long as a tenth of the start, so it waits until there is nothing else to do; a server that is asked from the beginning
 * collects its garbage in smaller steps.
 */
export function releaseStartMemory(): void {
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > idleShare) return;
    clearInterval(timer);
    collect();
  }, everyMs);
  timer.unref();
}

function collect(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void;
  // Compiled code that is kept on the disk is for these flags, and much is loaded later.
  setFlagsFromString('--no-expose-gc');
  gc({ type: 'major', flavor: 'last-resort' });
}
