/** The value of `Retry-After` for a wait of that length: whole seconds, at least one. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** How many times the mean a sample counts at most: it may have been the whole process that stood still. */
const mostTimesTheMean = 10;

/** The running mean after one more sample: it moves an eighth of the way, as TCP's round-trip time does (RFC 6298). */
export function smoothedMean(mean: number, sample: number): number {
  return mean === 0 ? sample : mean + (Math.min(sample, mostTimesTheMean * mean) - mean) / 8;
}
