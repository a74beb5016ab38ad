import { GatehouseError } from '../errors.ts';

/** How many run at once, and how many may wait for that. */
const most = { running: 2, waiting: 8 } as const;
const retryAfterSeconds = 5;

const owners = new Set<string>();
const waiting: (() => void)[] = [];
let running = 0;

/**
 * Waits for a slot in which to open a PFX file, which occupies a thread for up to seconds. Each owner has at most one, so
 * that two owners cannot keep everybody else out. Disposing the slot gives it back.
 *
 * @throws GatehouseError TooManyRequests when the owner has one already or waits for one; Overloaded when too many wait.
 */
export async function acquirePfxSlot(owner: string): Promise<Disposable> {
  if (owners.has(owner)) throw new GatehouseError({ code: 'TooManyRequests', retryAfterSeconds });
  if (waiting.length >= most.waiting) throw new GatehouseError({ code: 'Overloaded', retryAfterSeconds });
  owners.add(owner);
  if (running < most.running) running += 1;
  else await new Promise<void>((start) => waiting.push(start));
  return {
    [Symbol.dispose]() {
      owners.delete(owner);
      const start = waiting.shift();
      if (start) start();
      else running -= 1;
    },
  };
}
