import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import { StartupError } from '../../errors.ts';
import { batchOptions, exportTimeoutMs, samplerOf, spanLimits } from './environment.ts';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';

/** Whether it records a trace: a new one, one that the caller records, and one that it does not. */
function recorded(sampler: string | undefined, share?: string): readonly boolean[] {
  const environment = { OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share };
  return [undefined, TraceFlags.SAMPLED, TraceFlags.NONE].map((traceFlags) => {
    const caller = { traceId, spanId: '00f067aa0ba902b7', isRemote: true };
    const context =
      traceFlags === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { ...caller, traceFlags });
    const { decision } = samplerOf(environment).shouldSample(context, traceId, 'GET', SpanKind.SERVER, {}, []);
    return decision === SamplingDecision.RECORD_AND_SAMPLED;
  });
}

describe('the variables of OpenTelemetry', () => {
  it('say which traces are recorded', () => {
    assert.deepEqual(recorded(undefined), [true, true, false]);
    assert.deepEqual(recorded('parentbased_always_on'), [true, true, false]);
    assert.deepEqual(recorded('parentbased_always_off'), [false, true, false]);
    assert.deepEqual(recorded('parentbased_traceidratio', '0'), [false, true, false]);
    assert.deepEqual(recorded('always_on'), [true, true, true]);
    assert.deepEqual(recorded('always_off'), [false, false, false]);
    assert.deepEqual(recorded('traceidratio', '1'), [true, true, true]);
    assert.deepEqual(recorded('traceidratio', '0'), [false, false, false]);
  });

  it('say how many spans wait and for how long, and what each may hold', () => {
    assert.deepEqual([batchOptions({}), spanLimits({}), exportTimeoutMs({})], [{}, {}, 3000]);
    const waiting = { OTEL_BSP_SCHEDULE_DELAY: '100', OTEL_BSP_MAX_QUEUE_SIZE: '10' };
    assert.deepEqual(batchOptions(waiting), { scheduledDelayMillis: 100, maxQueueSize: 10 });
    const limits = { OTEL_ATTRIBUTE_COUNT_LIMIT: '5', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '6' };
    assert.deepEqual(spanLimits(limits), { attributeCountLimit: 6 });
    assert.equal(exportTimeoutMs({ OTEL_EXPORTER_OTLP_TIMEOUT: '500' }), 500);
  });

  it('are refused when they say what there is not', () => {
    assert.throws(() => samplerOf({ OTEL_TRACES_SAMPLER: 'jaeger_remote' }), StartupError);
    assert.throws(
      () => samplerOf({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' }),
      StartupError,
    );
    assert.throws(() => batchOptions({ OTEL_BSP_MAX_QUEUE_SIZE: '-1' }), StartupError);
  });
});
