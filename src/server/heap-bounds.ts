import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the two halves of the young generation may take together, in bytes; V8 would let them grow to 128 MiB. */
const mostForYoung = 32 * 1024 * 1024;

/** By how much the old generation grows before it is collected, in percent of what is alive: V8 would wait for up to 300. */
const growthPercent = 100;

/** After so long without any collection there is next to nothing to do. */
const quietAfterMs = 20_000;

/** Less than this share of the heap is not worth another collection. */
const worthCollecting = 0.1;

/**
 * Keeps the heap of the main thread near what is alive. V8 lets it grow fourfold under load, and gives it back
 * only with a collection, which nothing brings about where nobody asks for anything. So both generations are bounded, and
 * when there was no collection for a while, V8 is made to begin one in small steps; it then goes on by itself until it gains
 * nothing. A process with nothing to do does nothing for it: everything here follows from a collection.
 */
export function boundHeap(quietMs = quietAfterMs): void {
  let keptBytes = 0;
  let mayGrow = true;
  const quiet = setTimeout(() => {
    const { total_heap_size: bytes } = getHeapStatistics();
    if (bytes < keptBytes * (1 + worthCollecting)) return;
    keptBytes = bytes;
    beginCollection();
  }, quietMs).unref();
  const observer = new PerformanceObserver(() => {
    quiet.refresh();
    keptBytes = Math.min(keptBytes, getHeapStatistics().total_heap_size);
    if (mayGrow === youngBytes() < mostForYoung) return;
    mayGrow = !mayGrow;
    setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`);
  });
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  observer.observe({ entryTypes: ['gc'] });
}

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;

/** Node has no call for this. With the flag, the collection of the young, which takes a moment, begins one of everything. */
function beginCollection(): void {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as (options: { type: 'minor' }) => void;
  setFlagsFromString('--stress-incremental-marking');
  gc({ type: 'minor' });
  setFlagsFromString('--no-stress-incremental-marking');
}
