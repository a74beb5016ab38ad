/** What a metric says: its kind, and the value of each series by its labels. */
export interface Metric {
  readonly type: string;
  readonly series: { readonly labels: Readonly<Record<string, string>>; readonly value: number }[];
}

const line = /^(\w+)(?:\{(.*)\})? (\S+)$/;

/** Reads the text that Prometheus reads. The series of a histogram are those of its counts. */
export function parseMetrics(text: string): ReadonlyMap<string, Metric> {
  const metrics = new Map<string, Metric>();
  for (const [, name = '', type = ''] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm))
    metrics.set(name, { type, series: [] });
  for (const [, name = '', labels = '', value] of text.split('\n').flatMap((one) => [line.exec(one) ?? []])) {
    const metric = metrics.get(name) ?? metrics.get(name.replace(/_count$/, ''));
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
    metric?.series.push({ labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return metrics;
}

/** The sum of all series of the metric that have these labels. */
export function sumOf(metrics: ReadonlyMap<string, Metric>, name: string, wanted: Record<string, string> = {}): number {
  const series = metrics.get(name)?.series ?? [];
  return series
    .filter(({ labels }) => Object.entries(wanted).every(([label, value]) => labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}
