import { Worker } from 'node:worker_threads';
import { IdleThread } from '../../idle-thread.ts';
import { inTurns } from '../../turns.ts';
import type { BodyReading, BodyRules, SentBody } from './read.ts';

/** What is sent to the thread. */
export interface ReadingJob extends SentBody {
  readonly rules: BodyRules;
}

/**
 * What the thread sends back: the reading, with every long list taken out of the command and serialized in pieces. Building
 * a whole command at once would hold the event loop.
 */
export interface ReadingAnswer {
  readonly reading: BodyReading;
  /** JSON of some elements each, by the member that the list belongs to. */
  readonly lists: Readonly<Record<string, readonly string[]>>;
}

/** Reads bodies that would hold the event loop for too long, on a thread. */
export class ReaderThread {
  readonly #thread = new IdleThread<ReadingJob, ReadingAnswer>({ start: startWorker });

  async read({ bytes, contentType }: SentBody, rules: BodyRules): Promise<BodyReading> {
    const { reading, lists } = await this.#thread.ask({ bytes, contentType, rules });
    if (!reading.ok || reading.value === null) return reading;
    const value: Record<string, unknown> = { ...reading.value };
    for (const [member, pieces] of Object.entries(lists)) value[member] = await putTogether(pieces);
    return { ok: true, value };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#thread.close();
  }
}

const startWorker = (): Worker =>
  new Worker(new URL('./reader-worker.ts', import.meta.url), {
    name: 'reader',
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 256 },
  });

async function putTogether(pieces: readonly string[]): Promise<unknown[]> {
  const list: unknown[] = [];
  for await (const piece of inTurns(pieces)) list.push(...(JSON.parse(piece) as unknown[]));
  return list;
}
