import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { IdleThread } from '../../idle-thread.ts';
import { activities } from '../../telemetry.ts';

/**
 * `PASSIVE` disturbs nobody. The others also keep writers out while they wait for readers, a moment at most, so that the
 * log begins anew; `TRUNCATE` gives the room back.
 */
export type CheckpointMode = 'PASSIVE' | 'RESTART' | 'TRUNCATE';

export interface CheckpointAnswer {
  /** Whether nobody was in the way. */
  readonly isDone: boolean;
  readonly fault?: string;
  /** Whether the fault is that the disk has not confirmed the log or the store file. */
  readonly isUnconfirmed?: boolean;
}

/** How far the write-ahead log has come, in pages. */
export interface LogState {
  readonly log: number;
  /** How many of them are in the store file as well. */
  readonly checkpointed: number;
}

interface Journal {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const nobody: Journal = { info() {}, warn() {}, error() {} };

/** So many pages wait before a checkpoint: 4 MiB, as SQLite does it by itself. */
const duePages = 1000;

/** With so many pages, what is written without a pause keeps the log from beginning anew: writers have to wait. */
const crowdedPages = 16 * duePages;

/** When a process has so many pages of the log copied, and when it waits for that before it writes more. */
interface Limits {
  readonly duePages: number;
  /** Then also others wait, so that the log begins anew. */
  readonly crowdedPages: number;
  readonly longestPages: number;
}

const served: Limits = { duePages, crowdedPages, longestPages: Number.POSITIVE_INFINITY };

/**
 * Some pages are written again by a later batch: 128 MiB are copied at once, and with 1.5 GiB the next batch waits. The disk then
 * has as long as a few hundred thousand people take, so that it is not waited for where it is nearly as quick as the processor.
 */
const bulk: Limits = { duePages: 32_000, crowdedPages: Number.POSITIVE_INFINITY, longestPages: 393_216 };

/** A look at the log costs a few microseconds; more often than this it would tell nothing new. */
const restMs = 50;

/** What has failed, on a full disk for instance, fails again when it is tried at once. */
const afterFaultMs = 1000;

/** When a reader was in the way, nobody has to wait for it again for so long. */
const hinderedRestMs = 2000;

/** Each waits for readers for a moment. */
const mostSettlings = 10;

const isHindered = ({ isDone, fault }: CheckpointAnswer): boolean => !isDone && fault === undefined;

const mebibyte = 1024 * 1024;
const kept = 64 * mebibyte;

/**
 * The checkpoints of the write-ahead log: a page is written twice, to the log with its commit and to the store file later.
 * The second of them is done on a thread, because it takes longer than everything else together.
 */
export class Checkpoints implements AsyncDisposable {
  readonly #file: string;
  readonly #journal: Journal;
  readonly #alarmBytes: number;
  readonly #thread = new IdleThread<CheckpointMode, CheckpointAnswer>({ start: () => startWorker(this.#file) });
  #lookedAt = 0;
  /** When somebody was in the way at the latest. */
  #hinderedAt = Number.NEGATIVE_INFINITY;
  #isLarge = false;
  #hasFailed = false;
  #running: Promise<void> | undefined;
  #limits = served;
  #isStopped = false;
  #unconfirmed: (error: Error) => void = () => {};

  /** @param alarmBytes what a log has at the least that is worth telling. */
  constructor(file: string, journal: Journal, alarmBytes = 256 * mebibyte) {
    this.#file = file;
    this.#journal = journal;
    this.#alarmBytes = alarmBytes;
  }

  /** For a process that writes very much and does nothing else: nobody but this process waits for a checkpoint. */
  static forBulk(file: string, limits: Partial<Limits> = {}): Checkpoints {
    const checkpoints = new Checkpoints(file, nobody, Number.POSITIVE_INFINITY);
    checkpoints.#limits = { ...bulk, ...limits };
    return checkpoints;
  }

  /** @param unconfirmed told when the disk has not confirmed what a checkpoint wrote. */
  tellUnconfirmed(unconfirmed: (error: Error) => void): void {
    this.#unconfirmed = unconfirmed;
  }

  /**
   * From now on nothing is copied: what is read of the log may not be what was written to it. Resolves when the thread has closed its
   * connection, which as the last one would copy it.
   */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#thread.close();
  }

  /**
   * To be called at a start, before anything is written. The log that another process has left may have been read from memory alone:
   * after a flush that failed, no later one writes it. The store file gets all of it, and the log begins anew.
   *
   * @param isRequired whether it is known that the disk has not confirmed all of the log: then nothing may be written behind it.
   * @throws Error when the disk does not confirm the store file; where it is required, also when it cannot be done.
   */
  async settle(isRequired = false): Promise<void> {
    let answer = await this.#ask('TRUNCATE');
    for (let tries = 1; isRequired && isHindered(answer) && tries < mostSettlings; tries += 1) {
      answer = await this.#ask('TRUNCATE');
    }
    const { isDone, fault, isUnconfirmed } = answer;
    if (isUnconfirmed || (isRequired && !isDone)) throw new Error(fault ?? 'another program keeps reading the store');
    if (fault !== undefined) this.#journal.error({ error: fault }, 'checkpoint failed');
  }

  /** To be called before very much is written. When the log is too long, resolves when the next commit begins it anew. */
  async makeRoom(look: () => LogState | undefined): Promise<void> {
    const isTooLong = () => {
      if (this.#isStopped) return false;
      const { log, checkpointed } = look() ?? { log: 0, checkpointed: 0 };
      return log > this.#limits.longestPages && log > checkpointed;
    };
    while (this.#running && isTooLong()) await this.#running;
    if (isTooLong()) await this.#begin('PASSIVE');
  }

  /** To be called after each commit. */
  consider(look: () => LogState | undefined): void {
    const now = performance.now();
    if (this.#running || now - this.#lookedAt < restMs) return;
    this.#lookedAt = now;
    const { log, checkpointed } = look() ?? { log: 0, checkpointed: 0 };
    if (log - checkpointed < this.#limits.duePages) return;
    this.#tell();
    const mode = log > this.#limits.crowdedPages && now - this.#hinderedAt > hinderedRestMs ? 'RESTART' : 'PASSIVE';
    void this.#begin(mode);
  }

  /** To be called once a minute: gives back the room that a long log took. */
  async maintain(): Promise<void> {
    await this.#running;
    if (this.#tell() > kept) await this.#run('TRUNCATE');
    this.#tell();
  }

  /** The last of the connections that is closed leaves no log behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running;
    await this.#thread.close();
  }

  #begin(mode: CheckpointMode): Promise<void> {
    this.#running = this.#run(mode).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(mode: CheckpointMode): Promise<void> {
    if (this.#isStopped) return;
    // What disturbs nobody comes first, so that nobody has to wait for long.
    if (mode !== 'PASSIVE') await this.#ask('PASSIVE');
    const { isDone, fault, isUnconfirmed } = await this.#ask(mode);
    if (mode !== 'PASSIVE' && !isDone) this.#hinderedAt = performance.now();
    // Of what earlier checkpoints copied, nobody knows what the disk has: SQLite does not copy it again.
    if (isUnconfirmed) this.#unconfirmed(new Error(fault));
    // By any other, nothing is lost: the log has everything.
    if (fault !== undefined && !this.#hasFailed) this.#journal.error({ error: fault }, 'checkpoint failed');
    this.#hasFailed = fault !== undefined;
    if (this.#hasFailed) this.#lookedAt = performance.now() + afterFaultMs;
  }

  #ask(mode: CheckpointMode): Promise<CheckpointAnswer> {
    return activities.checkpoint.measure({ mode }, async () => {
      try {
        return await this.#thread.ask(mode);
      } catch (error) {
        return { isDone: false, fault: String(error) };
      }
    });
  }

  /** Says once that the log is large, and once that it is not any more. Returns its size in bytes. */
  #tell(): number {
    const size = sizeOf(`${this.#file}-wal`);
    const isLarge = size > this.#alarmBytes;
    const fields = { mebibytes: Math.round(size / mebibyte) };
    if (isLarge && !this.#isLarge) {
      this.#journal.warn(fields, 'the write-ahead log grows: another program keeps reading the store');
    } else if (!isLarge && this.#isLarge) this.#journal.info(fields, 'the write-ahead log is small again');
    this.#isLarge = isLarge;
    return size;
  }
}

/** In bytes. A commit that has happened does not fail because its disk does not tell. */
function sizeOf(log: string): number {
  try {
    return statSync(log).size;
  } catch {
    return 0;
  }
}

function startWorker(file: string): Worker {
  return new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
    name: 'checkpoints',
    workerData: file,
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 32 },
  });
}
