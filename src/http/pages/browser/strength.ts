/** More of a password says nothing more about its strength, and takes time. */
const longest = 128;

let estimator: Worker | undefined;

/**
 * From 0 (guessed at once) to 4. The estimator and its word lists are fetched when somebody types a new password, and
 * not before: they are far larger than everything else. To read them takes a browser half a second, so they are in a thread of
 * their own, and nobody waits for a letter. Never settles when they cannot be had.
 */
export function estimateStrength(meter: HTMLElement, password: string): Promise<number> {
  estimator ??= new Worker(new URL(meter.dataset.estimator ?? '', import.meta.url));
  const { port1: answers, port2: question } = new MessageChannel();
  estimator.postMessage(password.slice(0, longest), [question]);
  return new Promise((resolve) => {
    answers.onmessage = ({ data }: MessageEvent<number>) => {
      answers.close();
      resolve(data);
    };
  });
}
