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

  /** Another connection was told by the disk that something it wrote is not confirmed. */
  fail(error: Error): void {
    this.#failure ??= error;
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
    const begin = () => this.#begin();
    this.#next = this.#running.then(begin, begin);
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
    if (this.#failure) throw this.#failure;
    // Without a descriptor to be had, the disk was not asked: the next flush asks it for everything.
    this.#descriptor ??= openSync(this.#file, 'r+');
    try {
      await synchronize(this.#descriptor);
    } catch (error) {
      this.fail(error as Error);
    }
    if (this.#failure) throw this.#failure;
  }

  /** A descriptor that is closed under a flush may be another file's before the flush begins. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (let last = this.#next ?? this.#running; last; last = this.#next ?? this.#running) await last.catch(() => {});
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
