import { constants } from 'node:fs';
import { access, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { StoreFault } from '../errors.ts';
import { faultOf, type OnFault } from './faults.ts';
import { presenceOf } from './presence.ts';

export type Ailment = Exclude<StoreFault, 'busy'>;

interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** How often somebody may ask before it is looked again: who asks needs no token. */
const freshMs = 500;

/** How often it is tried whether an ailment is over. */
const probeMs = 1000;

/** More than any small write that may find room in a file that is there already. */
const probeBytes = 1024 * 1024;

/**
 * Knows what is wrong with the store as a whole: what the last write that failed said, and what a look at the file says.
 * Writes down when it begins and ends. What is damaged stays so until the next start.
 */
export class StoreWatch implements AsyncDisposable {
  readonly #file: string;
  readonly #log: Log;
  /** Undefined until the start is through, which fails by itself. */
  #isPresent: (() => boolean) | undefined;
  #ailment: Ailment | undefined;
  #looking: Promise<Ailment | undefined> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #probe: NodeJS.Timeout | undefined;
  #probing: Promise<void> | undefined;

  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** From now on a server depends on the store. */
  begin(): void {
    this.#isPresent = presenceOf(this.#file);
  }

  /** To be told of everything that goes wrong with the store. */
  readonly onFault: OnFault = (reason, error) => {
    if (this.#isPresent) this.#set(reason, error.message);
  };

  /** What is wrong at this moment. */
  async check(): Promise<Ailment | undefined> {
    if (performance.now() - this.#lookedAt > freshMs) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
        this.#lookedAt = performance.now();
      });
      await this.#looking;
    }
    return this.#ailment;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#probe);
    await Promise.all([this.#probing, this.#looking]);
    clearTimeout(this.#probe);
  }

  /** Finds what nobody has run into yet. */
  async #look(): Promise<Ailment | undefined> {
    const found = (await this.#examineFile()) ?? this.#readRow();
    if (found) this.#set(found.reason, found.said);
    return this.#ailment;
  }

  async #examineFile(): Promise<Finding | undefined> {
    if (this.#isPresent?.() === false)
      return { reason: 'gone', said: 'The file that is open is not the one of this name.' };
    try {
      for (const path of [this.#file, dirname(this.#file)]) await access(path, constants.W_OK);
      return undefined;
    } catch (error) {
      return { reason: reasonOf(error), said: (error as Error).message };
    }
  }

  /** Through a connection of its own, which has nothing in memory yet: what was read before says nothing about the file. */
  #readRow(): Finding | undefined {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(this.#file, { readOnly: true, timeout: 0 });
      database.prepare('select id from organizations limit 1').all();
      return undefined;
    } catch (error) {
      const reason = faultOf(error) ?? 'failing';
      return reason === 'busy' ? undefined : { reason, said: (error as Error).message };
    } finally {
      database?.close();
    }
  }

  #set(reason: Ailment, said: string): void {
    const known = this.#ailment;
    if (known === 'corrupt' || known === reason) return;
    this.#ailment = reason;
    this.#log.error({ file: this.#file, error: said }, messages[reason]);
    if (known === undefined && reason !== 'corrupt') this.#probeSoon();
  }

  #probeSoon(): void {
    this.#probe = setTimeout(() => {
      this.#probing = this.#probeNow();
    }, probeMs);
    this.#probe.unref();
  }

  async #probeNow(): Promise<void> {
    const found = (await this.#examineFile()) ?? (await this.#write());
    if (this.#ailment === 'corrupt') return;
    if (found) {
      this.#set(found.reason, found.said);
      this.#probeSoon();
    } else {
      this.#ailment = undefined;
      this.#log.info({ file: this.#file }, 'the store can be written again');
    }
  }

  async #write(): Promise<Finding | undefined> {
    const file = join(dirname(this.#file), 'gatehouse.probe');
    try {
      await writeFile(file, Buffer.alloc(probeBytes), { flush: true, mode: 0o600 });
      return undefined;
    } catch (error) {
      return { reason: reasonOf(error), said: (error as Error).message };
    } finally {
      await rm(file, { force: true }).catch(() => {});
    }
  }
}

interface Finding {
  readonly reason: Ailment;
  readonly said: string;
}

const messages: Readonly<Record<Ailment, string>> = {
  gone: 'the store is gone from its folder: bring it back',
  corrupt: 'the store is damaged: restore a backup',
  'read-only': 'the store cannot be written: its disk is read-only',
  full: 'the store cannot be written: its disk is full',
  failing: 'the store cannot be read or written: look after its disk',
};

const reasons: Readonly<Record<string, Ailment>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOENT: 'gone',
};

const reasonOf = (error: unknown): Ailment => reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? 'failing';
