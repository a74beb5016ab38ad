/** When a failed delivery is tried again, and when it is given up. */
export interface Backoff {
  readonly firstMs: number;
  readonly longestMs: number;
  readonly maxAttempts: number;
}

/** Half a minute, doubled each time up to two hours: sixteen attempts in about a day. */
export const defaultBackoff: Backoff = { firstMs: 30_000, longestMs: 2 * 60 * 60_000, maxAttempts: 16 };

/**
 * The pause after the given attempt, or undefined when it was the last. Half of the pause is random, so that deliveries that
 * failed together are not tried again together.
 *
 * @param random between 0 and 1.
 */
export function pauseAfter(attempt: number, { firstMs, longestMs, maxAttempts }: Backoff, random: number) {
  if (attempt >= maxAttempts) return undefined;
  const full = Math.min(longestMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(full / 2 + (full / 2) * random);
}
