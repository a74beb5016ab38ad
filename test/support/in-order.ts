import { before } from 'node:test';

let last: Promise<unknown> = Promise.resolve();

/** A suite waits for no other: the hooks of one that has failed may never run. */
export function startInOrder(): void {
  last = Promise.resolve();
}

/**
 * Does the work before the first test, after everything that was said so before, unless some of that has failed. The runner may
 * start the hooks of a file side by side: it does so with those that are registered when the run has begun, as after an import
 * that waits.
 */
export function beforeInOrder(work: () => Promise<void>): void {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const earlier = last;
  last = promise;
  promise.catch(() => {}); // What fails is told by its own hook.
  before(async () => {
    await earlier.then(work).then(resolve, (error) => {
      reject(error);
      throw error;
    });
  });
}
