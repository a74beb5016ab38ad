import { setTimeout as pause } from 'node:timers/promises';
import { events } from '../telemetry.ts';

/** Ends at most `limit` rows whose time is over, in one transaction. Returns how many; 0 when nothing is left. */
export type SweepStep = (now: number, limit: number) => Promise<number>;

/** How long a batch should take. It holds the event loop and the one connection to the store, which nobody should notice. */
const batchMs = 10;

/**
 * The first batch is as small: the embedded store ends it on the event loop, and what comes after a full one on a thread. Rows
 * that are over are old, so that each may be in several pages that have to be read from the disk.
 */
const smallestBatch = 16;
const largestBatch = 512;

/**
 * Deletes everything that has expired, until nothing is left of it or `signal` says to stop. Between two batches it pauses
 * for as long as the last one took, so that requests come first.
 *
 * @throws AggregateError when some of the steps failed, after the others have done their work.
 */
export async function sweep(steps: readonly SweepStep[], now: () => number, signal: AbortSignal): Promise<void> {
  const faults: unknown[] = [];
  for (const step of steps) await drain(step, now, signal).catch((fault) => faults.push(fault));
  if (faults.length > 0) throw new AggregateError(faults, 'Some of what is over could not be swept.');
}

async function drain(step: SweepStep, now: () => number, signal: AbortSignal): Promise<void> {
  for (let limit = smallestBatch; !signal.aborted; ) {
    const began = performance.now();
    const rows = await step(now(), limit);
    if (rows === 0) return;
    events.swept.publish({ rows });
    const tookMs = performance.now() - began;
    const fitting = Math.floor(limit * Math.min(2, batchMs / tookMs));
    limit = Math.min(Math.max(fitting, smallestBatch), largestBatch);
    await pause(tookMs);
  }
}
