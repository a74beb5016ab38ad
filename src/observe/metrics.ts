import { collectDefaultMetrics } from 'prom-client';
import { meterAccounts, type PepperReading } from './metrics/accounts.ts';
import { type AdmissionReading, meterAdmission } from './metrics/admission.ts';
import { type ExpiringReading, meterCredentials } from './metrics/credentials.ts';
import { meterFactors } from './metrics/factors.ts';
import { listenForMetrics, type MetricsAddress, type MetricsListener } from './metrics/listener.ts';
import { meterMessages, type OutboxReading } from './metrics/messages.ts';
import { Meter } from './metrics/meter.ts';
import { meterRequests } from './metrics/requests.ts';
import { shared } from './metrics/shared.ts';
import { meterStore, type StoreSources } from './metrics/store.ts';
import { meterUpkeep } from './metrics/upkeep.ts';

/** What is read at each scrape. Everything else comes from the channels of `telemetry.ts`. */
export interface MetricsSources extends StoreSources {
  readonly version: string;
  readonly statistics: () => AdmissionReading;
  readonly outbox: () => Promise<OutboxReading>;
  readonly expiring: ExpiringReading;
  readonly pepper: () => Promise<readonly PepperReading[]>;
  /** Connections that are open. */
  readonly connections: () => number;
  /** How much work goes on after its response. */
  readonly background: () => number;
}

/** Default metrics of the library that are expensive to read and of no use to an operator. */
const leftOut = [
  ...['nodejs_active_handles', 'nodejs_active_handles_total', 'nodejs_active_requests', 'nodejs_active_requests_total'],
  ...['nodejs_active_resources', 'nodejs_active_resources_total', 'nodejs_heap_space_size_total_bytes'],
  ...['nodejs_heap_space_size_used_bytes', 'nodejs_heap_space_size_available_bytes', 'process_heap_bytes'],
];

/**
 * Measures what the server does, and offers the result to Prometheus. Loaded only when the operator wants metrics. No label is an
 * organization, a person or an application; the values of each are a closed list.
 *
 * @throws StartupError when the address cannot be had.
 */
export async function offerMetrics(address: MetricsAddress, sources: MetricsSources): Promise<MetricsListener> {
  const meter = new Meter();
  meterEverything(meter, sources);
  const { registry } = meter;
  const expose = shared(async () => ({ contentType: registry.contentType, text: await registry.metrics() }));
  const listener = await listenForMetrics(address, expose).catch((error: unknown) => {
    meter[Symbol.dispose]();
    throw error;
  });
  return {
    url: listener.url,
    async [Symbol.asyncDispose]() {
      meter[Symbol.dispose]();
      await listener[Symbol.asyncDispose]();
    },
  };
}

function meterEverything(meter: Meter, sources: MetricsSources): void {
  const { version, statistics, outbox, expiring, pepper, connections, background } = sources;
  collectDefaultMetrics({ register: meter.registry });
  for (const name of leftOut) meter.registry.removeSingleMetric(name);
  meter.gauge(
    { name: 'build_info', help: 'Always 1: the versions of the server and of Node.', labels: ['version', 'node'] },
    () => [[{ version, node: process.versions.node }, 1]],
  );
  meterRequests(meter, connections);
  meterAdmission(meter, statistics);
  meterAccounts(meter, pepper);
  meterFactors(meter);
  meterCredentials(meter, expiring);
  meterMessages(meter, outbox);
  meterStore(meter, sources);
  meterUpkeep(meter, background);
}
