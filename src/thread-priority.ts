import { setPriority } from 'node:os';

/**
 * Lets the event loop, and with it every other request, go first when there are more busy threads than cores: called in a thread
 * that works beside it. On Linux a nice value belongs to the thread (setpriority(2), "C library/kernel differences"); elsewhere
 * this call would slow down the whole process. A sandbox that forbids it costs fairness, not function.
 */
export function standBehindEventLoop(): void {
  if (process.platform !== 'linux') return;
  try {
    setPriority(0, 5);
  } catch {
    // The thread then competes with the event loop on equal terms.
  }
}
