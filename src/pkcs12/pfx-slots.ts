import { GatehouseError } from '../errors.ts';

/** How many run at once, and how many may wait for that. */
const most = { running: 2, waiting: 8 } as const;
const retryAfterSeconds = 5;

const owners = new Set<string>();
/** In the order in which they came. */
const waiting = new Set<() => void>();
let running = 0;

/**
 * Waits for a slot in which to open a PFX file, which occupies a thread for up to seconds. Each owner has at most one, so
 * that two owners cannot keep everybody else out. Disposing the slot gives it back.
 *
 * @param signal gives the place in the queue back when the owner hangs up.
 * @throws GatehouseError TooManyRequests when the owner has one already or waits for one; Overloaded when too many wait; Cancelled.
 */
export async function acquirePfxSlot(owner: string, signal?: AbortSignal): Promise<Disposable> {
  if (signal?.aborted) throw cancelled();
  if (owners.has(owner)) throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
  if (waiting.size >= most.waiting) throw new GatehouseError({ code: 'Overloaded', retryAfterSeconds });
  owners.add(owner);
  if (running < most.running) running += 1;
  else await waitFor(owner, signal);
  return {
    [Symbol.dispose]() {
      owners.delete(owner);
      const [start] = waiting;
      if (start) start();
      else running -= 1;
    },
  };
}

async function waitFor(owner: string, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const start = () => {
    waiting.delete(start);
    resolve();
  };
  const hangUp = () => {
    if (!waiting.delete(start)) return;
    owners.delete(owner);
    reject(cancelled());
  };
  waiting.add(start);
  signal?.addEventListener('abort', hangUp, { once: true });
  try {
    await promise;
  } finally {
    signal?.removeEventListener('abort', hangUp);
  }
}

const cancelled = () => new GatehouseError({ code: 'Cancelled', wasWaiting: true });
