import { getPriority, setPriority } from 'node:os';

/** How many nice values behind the thread that has started it, and the last one that there is. */
const behind = 5;
const lowest = 19;

/**
 * Lets the event loop, and with it every other request, go first when there are more busy threads than cores: called in a thread
 * that works beside it. On Linux a nice value belongs to the thread (setpriority(2), "C library/kernel differences"); elsewhere
 * this call would slow down the whole process. A sandbox that forbids it costs fairness, not function.
 */
export function standBehindEventLoop(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, Math.min(getPriority() + behind, lowest));
  } catch {
    // The thread then competes with the event loop on equal terms.
  }
}
