import { once } from 'node:events';

/** SIGHUP comes from a terminal that closes. */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Resolves when the process is told to stop, so that it can finish its work. A second signal ends it at once, by the
 * default handler.
 */
export async function stopSignal(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race(stopSignals.map((name) => once(process, name, { signal })));
  controller.abort();
}

/** Ends the process when it is told to stop, in order: what is to be done at its end is done, such as removing temporary files. */
export function exitWhenStopped(): void {
  for (const name of stopSignals) process.once(name, () => process.exit(1));
}

/** What aborts when the process is told to stop. Until it is disposed of, a first signal does nothing else. */
export interface StopRequest extends Disposable {
  readonly signal: AbortSignal;
}

/** As `stopSignal`, for work that comes to an end by itself. */
export function stopRequest(): StopRequest {
  const controller = new AbortController();
  const stop = () => {
    leave();
    controller.abort();
  };
  const leave = () => {
    for (const name of stopSignals) process.off(name, stop);
  };
  for (const name of stopSignals) process.on(name, stop);
  return { signal: controller.signal, [Symbol.dispose]: leave };
}
