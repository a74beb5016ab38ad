import { constants } from 'node:fs';
import { access, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { events } from '../../telemetry.ts';
import type { OnFault } from '../faults.ts';
import { RecentLook } from '../recent-look.ts';
import { type FileFault, faultOf } from './faults.ts';
import { notOfThisName, presenceOf } from './presence.ts';
import type { LongCheck } from './start-check.ts';

type Fault = Exclude<FileFault, 'busy'>;

interface Log {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** How often it is tried whether an ailment is over. */
const probeMs = 1000;

/** More than any small write that may find room in a file that is there already. */
const probeBytes = 1024 * 1024;

/**
 * Knows what is wrong with the store as a whole: what the last write that failed said, and what a look at the file says.
 * Writes down when it begins and ends. What is damaged, or was not confirmed, stays so until the next start.
 */
export class StoreWatch implements AsyncDisposable {
  readonly #file: string;
  readonly #log: Log;
  /** Undefined until the start is through, which fails by itself. */
  #isPresent: (() => boolean) | undefined;
  #ailment: Fault | undefined;
  #isChecking = false;
  readonly #recent = new RecentLook(() => this.#look());
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

  /** The store counts as not there until the check has ended; what it finds is damage like any other. */
  async await(check: Pick<LongCheck, 'verdict'>): Promise<void> {
    this.#isChecking = true;
    this.#log.info({ file: this.#file }, 'the store is being checked after an end that was not clean');
    const verdict = await check.verdict;
    this.#isChecking = false;
    if (verdict === 'stopped') return;
    if (verdict === 'unfinished') this.#log.error({ file: this.#file }, 'the check of the store did not end');
    else if (verdict.problems[0] !== undefined) this.#set('corrupt', verdict.problems[0]);
    else this.#log.info({ file: this.#file }, 'the store is whole');
  }

  /** To be told of everything that goes wrong with the store. */
  readonly onFault: OnFault = (reason, error) => {
    events.storeFault.publish({ reason });
    if (this.#isPresent && reason in messages) this.#set(reason as Fault, error.message);
  };

  /** What is wrong at this moment. */
  async check(): Promise<Fault | 'checking' | undefined> {
    await this.#recent.renew();
    return this.#ailment ?? (this.#isChecking ? 'checking' : undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#probe);
    await Promise.all([this.#probing, this.#recent.end()]);
    clearTimeout(this.#probe);
  }

  /** Finds what nobody has run into yet. */
  async #look(): Promise<void> {
    const found = (await this.#examineFile()) ?? this.#readRow();
    if (found) this.#set(found.reason, found.said);
  }

  async #examineFile(): Promise<Finding | undefined> {
    if (this.#isPresent?.() === false) return { reason: 'gone', said: notOfThisName };
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

  #set(reason: Fault, said: string): void {
    const known = this.#ailment;
    if (isLasting(known) || known === reason) return;
    this.#ailment = reason;
    this.#log.error({ file: this.#file, error: said }, messages[reason]);
    if (known === undefined && !isLasting(reason)) this.#probeSoon();
  }

  #probeSoon(): void {
    this.#probe = setTimeout(() => {
      this.#probing = this.#probeNow();
    }, probeMs);
    this.#probe.unref();
  }

  async #probeNow(): Promise<void> {
    const found = (await this.#examineFile()) ?? (await this.#write());
    if (isLasting(this.#ailment)) return;
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

const isLasting = (ailment: Fault | undefined): boolean => ailment === 'corrupt' || ailment === 'unconfirmed';

interface Finding {
  readonly reason: Fault;
  readonly said: string;
}

const messages: Readonly<Record<Fault, string>> = {
  gone: 'the store is gone from its folder: bring it back',
  corrupt: 'the store is damaged: restore a backup',
  'read-only': 'the store cannot be written: its disk is read-only',
  full: 'the store cannot be written: its disk is full',
  unconfirmed: 'the disk of the store has not confirmed what was written: look after it, and start the server anew',
  failing: 'the store cannot be read or written: look after its disk',
};

const reasons: Readonly<Record<string, Fault>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
  ENOENT: 'gone',
};

const reasonOf = (error: unknown): Fault => reasons[(error as NodeJS.ErrnoException).code ?? ''] ?? 'failing';
