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
