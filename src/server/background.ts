import { inspect } from 'node:util';
import type { Log } from '../observe/log.ts';
import { events } from '../telemetry.ts';

/** Work that goes on after a response and is waited for only when the server stops. A failure is logged. */
export class Background implements AsyncDisposable {
  readonly #log: Log;
  readonly #running = new Set<Promise<void>>();

  constructor(log: Log) {
    this.#log = log;
  }

  readonly run = (work: () => Promise<void>): void => {
    const running = work()
      .catch((error) => {
        events.backgroundFailed.publish({});
        this.#log.error({ error: inspect(error) }, 'background work failed');
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  };

  /** How much is going on. */
  get running(): number {
    return this.#running.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#running);
  }
}
