import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '../../deadline.ts';

/** A metric as it is published. The name is given without the prefix `gatehouse_`. */
export interface Description<Label extends string> {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
}

/** A value of a metric, and its labels. */
type Reading<Label extends string> = readonly [labels: Readonly<Record<Label, string | number>>, value: number];

type Read<Label extends string> = () => readonly Reading<Label>[] | Promise<readonly Reading<Label>[]>;

/** Buckets in seconds. */
export const durations = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;

/** Of work that began then, in milliseconds of `performance.now()`. */
export const secondsSince = (startedAt: number): number => (performance.now() - startedAt) / 1000;

/** Creates metrics, and holds the subscriptions that feed them. */
export class Meter implements Disposable {
  readonly registry = new Registry();
  readonly #subscriptions: (() => void)[] = [];

  counter<Label extends string = never>(description: Description<Label>): Counter<Label> {
    return new Counter(this.#options(description));
  }

  histogram<Label extends string = never>(description: Description<Label>, buckets: readonly number[]) {
    return new Histogram({ ...this.#options(description), buckets: [...buckets] });
  }

  /** A gauge that is read at each scrape. It has no value while that fails, as when the store is away. */
  gauge<Label extends string = never>(description: Description<Label>, read: Read<Label>): void {
    const { labels = [] } = description;
    new Gauge({
      ...this.#options(description),
      async collect() {
        const reading = (async () => await read())();
        const readings = await within(patienceMs, reading).catch(() => undefined);
        this.reset();
        for (const [values, value] of readings ?? []) this.set(values, value);
        if (!readings && labels.length === 0) this.set({} as Readonly<Record<Label, string>>, Number.NaN);
      },
    });
  }

  /** A counter that is counted elsewhere and read at each scrape. */
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

  /** Takes functions that end subscriptions. */
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

/** Prometheus waits ten seconds for a scrape. */
const patienceMs = 2000;
