import { closeSync, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';

const synchronize = promisify(fdatasync);

/**
 * Waits for the disk without holding the event loop. SQLite has written a commit to its log, and whoever made it is told when
 * the disk has confirmed the log. One flush serves everybody who had committed before it began.
 *
 * When one has failed, all later ones do: the operating system forgets what it could not write, and confirms the rest as if nothing
 * were missing in between.
 */
export class LogFlush {
  readonly #file: string;
  #descriptor: number | undefined;
  #running: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #failure: Error | undefined;

  /** @param file the write-ahead log. It is there as soon as something was committed. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Why nothing that is committed can be relied on any more. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Resolves when everything that was committed before the call is on the disk.
   *
   * @throws Error of the file system when the disk does not confirm it: whether it is there, nobody knows.
   */
  flush(): Promise<void> {
    // The next one may be about to begin. Of two beside each other, one would confirm what the other could not write.
    if (this.#next) return this.#next;
    if (!this.#running) return this.#begin();
    this.#next = this.#running.then(() => this.#begin());
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#next = undefined;
    this.#running = this.#synchronize().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #synchronize(): Promise<void> {
    try {
      if (this.#failure) throw this.#failure;
      this.#descriptor ??= openSync(this.#file, 'r+');
      await synchronize(this.#descriptor);
    } catch (error) {
      this.#failure ??= error as Error;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    while (this.#running) await this.#running.catch(() => {});
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
