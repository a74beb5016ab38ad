import { open } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { Log } from './log.ts';

/** The errors of a process, or a machine, that has as many files and connections open as it may. */
const exhausted: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE']);

/**
 * Logs when no file or connection can be opened any more, and when that is over. Nothing else would: the runtime then
 * closes new connections without an event and without a response.
 *
 * @returns what has to be done every few seconds.
 */
export function watchDescriptors(log: Pick<Log, 'error' | 'info'>): () => Promise<void> {
  let isExhausted = false;
  return async () => {
    const code = await codeOfOpening();
    const was = isExhausted;
    isExhausted = exhausted.has(code);
    if (isExhausted && !was) {
      const advice = 'raise the limit of open files (ulimit -n, LimitNOFILE), or lower max-connections';
      log.error({ code, advice }, 'no file or connection can be opened any more: newcomers are turned away unheard');
    } else if (was && !isExhausted) log.info({}, 'files and connections can be opened again');
  };
}

async function codeOfOpening(): Promise<string | undefined> {
  try {
    await (await open(devNull)).close();
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
