import { open } from 'node:fs/promises';
import { devNull } from 'node:os';
import type { Log } from './log.ts';

/** What the system says when this process, or the machine, has as many files and connections open as it may. */
const exhausted: ReadonlySet<string | undefined> = new Set(['EMFILE', 'ENFILE']);

/**
 * Tells when no file or connection can be opened any more, and when it is over. Nobody else would: a connection that comes
 * then is closed by the runtime, without an event and without an answer.
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
