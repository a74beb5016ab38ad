/** In milliseconds. Far longer than whatever differs between one refusal and another, and hardly noticeable. */
const stepMs = 100;

/**
 * The step for work that takes so long: twice as long, so that it is done within the first one, however it varies.
 *
 * @param workMs milliseconds.
 */
export const stepFor = (workMs: number): number => Math.max(1, Math.ceil((2 * workMs) / stepMs)) * stepMs;

/**
 * Waits until a full step of time has passed since the beginning, so that what was found out on the way cannot be read
 * from a clock.
 *
 * @param startedAt as `performance.now()` tells it.
 */
export async function evenOut(
  startedAt: number,
  pause: (ms: number) => Promise<void>,
  step: number = stepMs,
): Promise<void> {
  await pause(Math.ceil(step - ((performance.now() - startedAt) % step)));
}
