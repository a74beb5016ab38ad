import { StartupError } from '../errors.ts';
import { productVersion } from '../version.ts';
import type { Startup } from './startup.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const endpoints = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const;

/**
 * Sends traces, if the variables of OpenTelemetry name a collector. Otherwise the libraries are not loaded.
 *
 * @throws StartupError when a variable is wrong.
 */
export async function openTraces({ log, opened }: Startup, environment: Environment): Promise<void> {
  if (!namesCollector(environment)) return;
  const { exportTraces } = await import('../observe/traces.ts');
  opened.use(exportTraces(productVersion, environment, log));
}

/** @throws StartupError when its URL or protocol is not supported. */
function namesCollector(environment: Environment): boolean {
  const name = endpoints.find((one) => environment[one]?.trim());
  const isDisabled = environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === 'true';
  const isOtlp = (environment.OTEL_TRACES_EXPORTER?.trim() || 'otlp').split(',').includes('otlp');
  if (name === undefined || isDisabled || !isOtlp) return false;
  const url = environment[name] ?? '';
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new StartupError(`${name} is not an http or https URL.`);
  const protocol = environment.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? environment.OTEL_EXPORTER_OTLP_PROTOCOL;
  if (protocol?.trim() === 'grpc') {
    throw new StartupError(
      'OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" is not http/json. Name the port for HTTP of the collector, 4318 as a rule.',
    );
  }
  return true;
}
