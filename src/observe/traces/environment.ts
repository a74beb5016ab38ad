import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  type BatchSpanProcessorOptions,
  ParentBasedSampler,
  type Sampler,
  type SpanLimits,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import { StartupError } from '../../errors.ts';

// The variables of the OpenTelemetry specification that the library does not read itself. It reads those of the exporter
// (endpoint, headers, compression, certificates) and of the resource.

export type Environment = Readonly<Record<string, string | undefined>>;

/** Milliseconds in which a collector has to respond. The end of the server does not wait longer for it. */
const patienceMs = 3000;

export const exportTimeoutMs = (environment: Environment): number =>
  numberOf(environment, 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT') ??
  numberOf(environment, 'OTEL_EXPORTER_OTLP_TIMEOUT') ??
  patienceMs;

/** How spans are collected before they are sent. */
export function batchOptions(environment: Environment): Omit<BatchSpanProcessorOptions, 'exporter'> {
  return given({
    scheduledDelayMillis: numberOf(environment, 'OTEL_BSP_SCHEDULE_DELAY'),
    exportTimeoutMillis: numberOf(environment, 'OTEL_BSP_EXPORT_TIMEOUT'),
    maxQueueSize: numberOf(environment, 'OTEL_BSP_MAX_QUEUE_SIZE'),
    maxExportBatchSize: numberOf(environment, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE'),
  });
}

/** What a span may hold. */
export function spanLimits(environment: Environment): SpanLimits {
  const either = (name: string) => numberOf(environment, `OTEL_SPAN_${name}`) ?? numberOf(environment, `OTEL_${name}`);
  return given({
    attributeCountLimit: either('ATTRIBUTE_COUNT_LIMIT'),
    attributeValueLengthLimit: either('ATTRIBUTE_VALUE_LENGTH_LIMIT'),
  });
}

/**
 * Which traces are recorded: by default all, except those that the caller does not record.
 *
 * @throws StartupError when there is no such sampler.
 */
export function samplerOf(environment: Environment): Sampler {
  const name = environment.OTEL_TRACES_SAMPLER?.trim() || 'parentbased_always_on';
  const root = rootSamplers[name.replace(/^parentbased_/, '')];
  if (!root) throw new StartupError(`OTEL_TRACES_SAMPLER: "${name}" is not ${samplerNames.join(', ')}.`);
  const sampler = root(environment);
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root: sampler }) : sampler;
}

const rootSamplers: Readonly<Record<string, (environment: Environment) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (environment) => new TraceIdRatioBasedSampler(numberOf(environment, 'OTEL_TRACES_SAMPLER_ARG') ?? 1),
};

const samplerNames = Object.keys(rootSamplers).flatMap((name) => [name, `parentbased_${name}`]);

/** @throws StartupError when it is no number of 0 or more. */
function numberOf(environment: Environment, name: string): number | undefined {
  const text = environment[name]?.trim();
  if (!text) return undefined;
  const number = Number(text);
  if (!(number >= 0)) throw new StartupError(`${name}: "${text}" is not a number.`);
  return number;
}

type Given<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

const given = <T extends object>(options: T): Given<T> =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Given<T>;
