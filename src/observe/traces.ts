import { randomUUID } from 'node:crypto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from './log.ts';
import { batchOptions, type Environment, exportTimeoutMs, samplerOf, spanLimits } from './traces/environment.ts';
import { ReportingExporter } from './traces/reporting-exporter.ts';
import { RequestIds } from './traces/request-span.ts';
import { Spans } from './traces/spans.ts';

/**
 * Sends traces of requests and mails to a collector of OpenTelemetry, as configured by the `OTEL_*` variables. Loaded only when they
 * name a collector. One that cannot be reached costs a bounded queue in memory and a line in the log.
 *
 * @param environment the variables of the process, which the exporter reads as well.
 * @throws StartupError when a variable is wrong.
 */
export function exportTraces(version: string, environment: Environment, log: Log): AsyncDisposable {
  const exporter = new ReportingExporter(new OTLPTraceExporter({ timeoutMillis: exportTimeoutMs(environment) }), log);
  const ids = new RequestIds(new RandomIdGenerator());
  const provider = new TracerProvider({
    resource: resourceOf(version),
    sampler: samplerOf(environment),
    spanLimits: spanLimits(environment),
    idGenerator: ids,
    spanProcessors: [new BatchSpanProcessor({ ...batchOptions(environment), exporter })],
  });
  const spans = new Spans(provider.getTracer('gatehouse', version), ids);
  return {
    async [Symbol.asyncDispose]() {
      spans[Symbol.dispose]();
      exporter.end();
      await provider.shutdown().catch(() => {}); // It is in the log.
    },
  };
}

function resourceOf(version: string) {
  const own = { 'service.name': 'gatehouse', 'service.version': version, 'service.instance.id': randomUUID() };
  return defaultResource()
    .merge(resourceFromAttributes(own))
    .merge(detectResources({ detectors: [envDetector] }));
}
