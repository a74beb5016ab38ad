import type { HashJob } from './job.ts';
import { Lane } from './lane.ts';

/**
 * The jobs that wait for a thread, in two lanes: those that continue a request go ahead of those that begin one, and
 * within a lane the first to come is the first to go.
 */
export class HashQueue {
  readonly #continuing = new Lane<HashJob>();
  readonly #arriving = new Lane<HashJob>();

  /** Waiting jobs of requests that already had their first hash. */
  get continuing(): number {
    return this.#continuing.length;
  }

  /** Waiting jobs of requests that had none yet. */
  get arriving(): number {
    return this.#arriving.length;
  }

  /** Returns the function that takes the job out again, which tells whether it was still waiting. */
  join(job: HashJob): () => boolean {
    return (job.admitted ? this.#continuing : this.#arriving).join(job);
  }

  /** Takes out the job whose turn it is. */
  next(): HashJob | undefined {
    return this.#continuing.shift() ?? this.#arriving.shift();
  }
}
