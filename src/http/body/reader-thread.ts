import { Worker } from 'node:worker_threads';
import { inTurns } from '../../turns.ts';
import type { BodyReading, BodyRules, SentBody } from './read.ts';

/** What is sent to the thread. */
export interface ReadingJob extends SentBody {
  readonly id: number;
  readonly rules: BodyRules;
}

/**
 * What the thread sends back: the reading, with every long list taken out of the command and serialized in pieces. Building
 * a whole command at once would hold the event loop.
 */
export interface ReadingAnswer {
  readonly id: number;
  readonly reading: BodyReading;
  /** JSON of some elements each, by the member that the list belongs to. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** After this long without a body to read, the thread ends: it takes about 15 MiB. */
const idleMs = 60_000;

/** Reads bodies that would hold the event loop for too long, on a thread that starts with the first of them. */
export class ReaderThread {
  #worker: Worker | undefined;
  #lastId = 0;
  readonly #waiting = new Map<number, PromiseWithResolvers<ReadingAnswer>>();
  #idle: NodeJS.Timeout | undefined;

  async read(sent: SentBody, rules: BodyRules): Promise<BodyReading> {
    const { reading, lists } = await this.#ask(sent, rules);
    if (!reading.ok || reading.value === null) return reading;
    const value: Record<string, unknown> = { ...reading.value };
    for (const [member, pieces] of Object.entries(lists)) value[member] = await putTogether(pieces);
    return { ok: true, value };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #ask({ bytes, contentType }: SentBody, rules: BodyRules): Promise<ReadingAnswer> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#lastId += 1;
    const job: ReadingJob = { id: this.#lastId, bytes, contentType, rules };
    const answer = Promise.withResolvers<ReadingAnswer>();
    this.#waiting.set(job.id, answer);
    this.#worker.postMessage(job);
    return answer.promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), {
      name: 'reader',
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    worker.on('message', (answer: ReadingAnswer) => {
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => void this.#end(), idleMs).unref();
    });
    worker.once('error', (error) => this.#lose(worker, error));
    worker.once('exit', () => this.#lose(worker, new Error('The thread that reads bodies has ended.')));
    return worker;
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  /** Fails the requests that wait for the thread; the next body starts another one. */
  #lose(worker: Worker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

async function putTogether(pieces: readonly string[]): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const piece of inTurns(pieces)) list.push(...(JSON.parse(piece) as unknown[]));
  return list;
}
