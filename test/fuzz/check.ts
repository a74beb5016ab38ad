import fc from 'fast-check';

// FUZZ_RUNS=5000 throws more; FUZZ_SEED=… throws again what an earlier run did. A failure names its seed, and the
// smallest input that still fails.

const runs = Number(process.env.FUZZ_RUNS ?? 300);
const seed = process.env.FUZZ_SEED;

/** Throws inputs at `probe`; `share` is how many of the usual number, for those that take longer. */
export async function check<T>(
  inputs: fc.Arbitrary<T>,
  probe: (input: T) => Promise<void>,
  { share = 1 } = {},
): Promise<void> {
  await fc.assert(fc.asyncProperty(inputs, probe), {
    numRuns: Math.ceil(runs * share),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
}
