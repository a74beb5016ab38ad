import { GatehouseError } from '../../errors.ts';
import type { HashTask } from './tasks.ts';

/** How a job ended: with its result, refused because the pool closes, given up by its caller, or by an internal error. */
export type HashOutcome = 'completed' | 'refused' | 'cancelled' | 'failed';

/** One hash that somebody waits for, from the call to the answer. It ends once; what would end it again is ignored. */
export class HashJob {
  readonly task: HashTask;
  readonly #answer = Promise.withResolvers<string | boolean>();
  readonly #onEnd: ((outcome: HashOutcome) => void)[];
  #ended = false;

  constructor(task: HashTask, onEnd: (outcome: HashOutcome) => void) {
    this.task = task;
    this.#onEnd = [onEnd];
  }

  get answer(): Promise<string | boolean> {
    return this.#answer.promise;
  }

  /** Does this, too, when the job ends. */
  onEnd(action: () => void): void {
    this.#onEnd.push(action);
  }

  complete(value: string | boolean): void {
    this.#end('completed', () => this.#answer.resolve(value));
  }

  refuse(): void {
    this.#end('refused', () => this.#answer.reject(new GatehouseError({ code: 'Overloaded', retryAfterSeconds: 1 })));
  }

  /** @param wasWaiting whether no thread had begun it. */
  cancel(wasWaiting: boolean): void {
    this.#end('cancelled', () => this.#answer.reject(new GatehouseError({ code: 'Cancelled', wasWaiting })));
  }

  fail(error: unknown): void {
    this.#end('failed', () => this.#answer.reject(error));
  }

  #end(outcome: HashOutcome, answer: () => void): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const action of this.#onEnd) action(outcome);
    answer();
  }
}
