import { once } from 'node:events';

/** The last is that of a terminal which closes. */
const stopSignals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/**
 * Resolves when the process is told to stop, so that it can end what it has begun. A second signal ends it at once, as
 * the default handler does.
 */
export async function stopSignal(): Promise<void> {
  const controller = new AbortController();
  const { signal } = controller;
  await Promise.race(stopSignals.map((name) => once(process, name, { signal })));
  controller.abort();
}
