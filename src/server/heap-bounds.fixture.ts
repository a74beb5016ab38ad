import { once } from 'node:events';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8';
import { nextTurn } from '../turns.ts';
import { boundHeap } from './heap-bounds.ts';

// A process of its own, because what bounds the heap is for all of one. Says on its standard output how much it took, in bytes.

const [what, quietMs] = process.argv.slice(2);
boundHeap(Number(quietMs));

const object = (n: number) => ({ n, text: `text ${n}` });

/** Keeps the latest ones, as requests under way do, so that much survives each collection. */
async function youngAtMost(): Promise<number> {
  const latest = Array.from({ length: 100_000 }, (_, n) => object(n));
  let most = 0;
  for (let round = 0; round < 200; round += 1) {
    for (let n = 0; n < 20_000; n += 1) latest[(round * 20_000 + n) % latest.length] = object(n);
    const { space_size = 0 } = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space') ?? {};
    most = Math.max(most, space_size);
    await nextTurn();
  }
  return most;
}

/** Lets go of what it has, does nothing more, and waits for a collection that frees it. */
async function usedAtLast(): Promise<number> {
  let had = Array.from({ length: 400_000 }, (_, n) => object(n));
  // So that no collection is under way, or near.
  globalThis.gc?.();
  const before = getHeapStatistics().used_heap_size;
  had = [];
  const staying = setInterval(() => {}, 2 ** 30);
  const collections = new EventTarget();
  const observer = new PerformanceObserver(() => collections.dispatchEvent(new Event('collection')));
  observer.observe({ entryTypes: ['gc'] });
  while (getHeapStatistics().used_heap_size > before / 2) await once(collections, 'collection');
  observer.disconnect();
  clearInterval(staying);
  return getHeapStatistics().used_heap_size + had.length;
}

process.stdout.write(String(await (what === 'young' ? youngAtMost() : usedAtLast())));
process.exit();
