/** What a new job finds when it arrives. */
export interface Load {
  readonly threads: number;
  /** Jobs on a thread now. */
  readonly running: number;
  /** Waiting jobs of requests that already had their first hash. */
  readonly continuing: number;
  /** Waiting jobs of requests that had none yet. */
  readonly arriving: number;
  /** How many hashes a request needs in all; its later ones go ahead of every new job. */
  readonly hashesPerRequest: number;
  readonly meanDurationMs: number;
}

/** How long a job that arrives now will wait for a thread, in milliseconds; 0 before the first hash has been timed. */
export function expectedWaitMs(load: Load): number {
  if (load.running < load.threads) {
    return 0;
  }
  const jobsAhead = load.running + load.continuing + load.arriving * load.hashesPerRequest;
  return (jobsAhead / load.threads) * load.meanDurationMs;
}

/** The value of `Retry-After` for a job that would have to wait that long: whole seconds, at least one. */
export function retryAfterSeconds(waitMs: number): number {
  return Math.max(1, Math.ceil(waitMs / 1000));
}

/** The running mean after one more sample: it moves an eighth of the way, as TCP's round-trip time does (RFC 6298). */
export function smoothedMean(mean: number, sample: number): number {
  return mean === 0 ? sample : mean + (sample - mean) / 8;
}
