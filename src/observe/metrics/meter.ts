import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Of a metric, what everybody sees of it. The name comes without the `gatehouse_` that all begin with. */
export interface Description<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** A value, and what tells it from the others of its metric. */
type Reading<Label extends string> = readonly [labels: Readonly<Record<Label, string | number>>, value: number];

type Read<Label extends string> = () => readonly Reading<Label>[] | Promise<readonly Reading<Label>[]>;

/** In seconds: from what nobody notices to what nobody waits for. */
export const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Makes metrics, and ends with their subscriptions. */
export class Meter implements Disposable {
  readonly registry = new Registry();
  readonly #subscriptions: (() => void)[] = [];

  /** Counts what it is told of. */
  counter<Label extends string = never>(description: Description<Label>): Counter<Label> {
    return new Counter(this.#options(description));
  }

  histogram<Label extends string = never>(description: Description<Label>, buckets: readonly number[]) {
    return new Histogram({ ...this.#options(description), buckets: [...buckets] });
  }

  /** Read whenever somebody looks. What cannot be read, as when the store is away, has no value then. */
  gauge<Label extends string = never>(description: Description<Label>, read: Read<Label>): void {
    const { labels = [] } = description;
    new Gauge({
      ...this.#options(description),
      async collect() {
        const readings = await inTime(read).catch(() => undefined);
        this.reset();
        for (const [values, value] of readings ?? []) this.set(values, value);
        if (!readings && labels.length === 0) this.set({} as Readonly<Record<Label, string>>, Number.NaN);
      },
    });
  }

  /** As `gauge`, for what only grows and is counted elsewhere. */
  reading<Label extends string = never>(description: Description<Label>, read: Read<Label>): void {
    new Counter({
      ...this.#options(description),
      async collect() {
        const readings = await read();
        this.reset();
        for (const [labels, value] of readings) this.inc(labels, value);
      },
    });
  }

  /** Takes what ends a subscription. */
  subscribed(...subscriptions: readonly (() => void)[]): void {
    this.#subscriptions.push(...subscriptions);
  }

  [Symbol.dispose](): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
  }

  #options<Label extends string>({ name, help, labels = [] }: Description<Label>) {
    return { name: `gatehouse_${name}`, help, labelNames: [...labels], registers: [this.registry] };
  }
}

/** Prometheus waits ten seconds for everything. */
const patienceMs = 2000;

/** @throws Error when it takes too long; what `read` throws. */
async function inTime<T>(read: () => T | Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('It takes too long.')), patienceMs);
  try {
    return await Promise.race([read(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
