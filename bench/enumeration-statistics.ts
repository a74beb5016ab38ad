/** How well two samples can be told apart. */
export interface Comparison {
  /** Chance that two samples of one distribution differ as much in their order (Mann-Whitney, two-sided). */
  readonly rankP: number;
  /** The same of the largest gap between their distributions (Kolmogorov-Smirnov, two-sided). */
  readonly shapeP: number;
  /** How often one value of the first is larger than one of the second: 0.5 when nothing can be learnt from one. */
  readonly advantage: number;
}

export function compare(first: readonly number[], second: readonly number[]): Comparison {
  const all = [...first.map((value) => ({ value, from: 0 })), ...second.map((value) => ({ value, from: 1 }))];
  all.sort((one, other) => one.value - other.value);
  const { rankSum, gap } = walk(all, first.length, second.length);
  return { ...rankTest(rankSum, first.length, second.length), shapeP: shapeTest(gap, first.length, second.length) };
}

interface Ordered {
  readonly value: number;
  readonly from: number;
}

/** The sum of the first sample's ranks, ties sharing theirs, and the largest gap between the distribution functions. */
function walk(ordered: readonly Ordered[], n: number, m: number): { readonly rankSum: number; readonly gap: number } {
  let rankSum = 0;
  let gap = 0;
  const seen = [0, 0];
  for (let start = 0; start < ordered.length; ) {
    let end = start;
    const ties = [0, 0];
    while (end < ordered.length && ordered[end]?.value === ordered[start]?.value) {
      const from = ordered[end]?.from ?? 0;
      ties[from] = (ties[from] ?? 0) + 1;
      end += 1;
    }
    rankSum += (ties[0] ?? 0) * ((start + 1 + end) / 2);
    seen[0] = (seen[0] ?? 0) + (ties[0] ?? 0);
    seen[1] = (seen[1] ?? 0) + (ties[1] ?? 0);
    gap = Math.max(gap, Math.abs((seen[0] ?? 0) / n - (seen[1] ?? 0) / m));
    start = end;
  }
  return { rankSum, gap };
}

/** By the normal approximation, which is exact enough from a few dozen values on. */
function rankTest(rankSum: number, n: number, m: number): Pick<Comparison, 'rankP' | 'advantage'> {
  const u = rankSum - (n * (n + 1)) / 2;
  const deviation = Math.sqrt((n * m * (n + m + 1)) / 12);
  const z = Math.abs(u - (n * m) / 2) / deviation;
  return { rankP: 2 * upperTail(z), advantage: u / (n * m) };
}

/** The tail of the normal distribution (Abramowitz and Stegun, 26.2.17). */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const sum = series.reduceRight((total, coefficient) => (total + coefficient) * t, 0);
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum;
}

/** Kolmogorov's limit, with the correction of Stephens for finite samples. */
function shapeTest(gap: number, n: number, m: number): number {
  const size = Math.sqrt((n * m) / (n + m));
  const lambda = (size + 0.12 + 0.11 / size) * gap;
  if (lambda < 0.2) return 1;
  let p = 0;
  for (let k = 1; k <= 100; k += 1) p += 2 * (-1) ** (k - 1) * Math.exp(-2 * k * k * lambda * lambda);
  return Math.min(1, Math.max(0, p));
}
