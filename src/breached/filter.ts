import { hash } from 'node:crypto';
import { readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { normalizePassword } from '../password/normalization.ts';
import { type FilterFacts, openFilter, readHead, type Shard } from './filter-file.ts';
import { isInFuse } from './fuse.ts';

/** A password as the corpus has it: SHA-1 of its UTF-8, in the one spelling. */
export const sha1Of = (password: string): Buffer => hash('sha1', normalizePassword(password), 'buffer');

/** No shard has longer segments. */
const longestRead = 3 * 2 ** 16;

/**
 * A filter in its file. A look-up is one read of some KiB, which the system has in memory when they were asked for lately; the
 * process itself has nothing but the table of the shards.
 */
export class BreachedFilter implements AsyncDisposable {
  readonly facts: FilterFacts;
  readonly #handle: FileHandle;
  readonly #shards: readonly Shard[];
  readonly #buffer = Buffer.allocUnsafeSlow(longestRead);

  private constructor(handle: FileHandle, facts: FilterFacts, shards: readonly Shard[]) {
    this.#handle = handle;
    this.facts = facts;
    this.#shards = shards;
  }

  /** @throws StartupError when it cannot be read, is no filter, or is not whole. */
  static async open(file: string): Promise<BreachedFilter> {
    const handle = await openFilter(file);
    try {
      const { facts, shards } = await readHead(handle, file);
      return new BreachedFilter(handle, facts, shards);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Whether the SHA-1 is in it. Of those that are not, one of 256 is nevertheless. @throws Error when it cannot be read. */
  has(sha1: Buffer): boolean {
    const [high, low] = [sha1.readUInt32BE(0), sha1.readUInt32BE(4)];
    const shard = this.#shards[Math.floor((high * this.#shards.length) / 2 ** 32)] as Shard;
    return isInFuse(shard, high, low, (from, to) => {
      const read = readSync(this.#handle.fd, this.#buffer, 0, to - from, shard.offset + from);
      if (read === to - from) return this.#buffer;
      throw new Error('The filter of breached passwords has become shorter.');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
