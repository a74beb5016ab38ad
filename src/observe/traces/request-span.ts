import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import type { IdGenerator } from '@opentelemetry/sdk-trace';
import type { RequestFacts } from '../../telemetry.ts';

interface Ids {
  readonly traceId: string;
  readonly spanId: string;
}

/** Creates random ids, except for a span that has its ids already: those in the response and in the log. */
export class RequestIds implements IdGenerator {
  readonly #random: IdGenerator;
  #given: Ids | undefined;

  constructor(random: IdGenerator) {
    this.#random = random;
  }

  generateTraceId(): string {
    return this.#given?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#given?.spanId ?? this.#random.generateSpanId();
  }

  /** The span that is started within has these ids. */
  give(ids: Ids, start: () => Span): Span {
    this.#given = ids;
    try {
      return start();
    } finally {
      this.#given = undefined;
    }
  }
}

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** By the semantic conventions, an unusual method is not recorded. */
const methodOf = (method: string): string => (methods.has(method) ? method : '_OTHER');

/** Begins the span of a request, whose parent is that of the caller, if it has named one. */
export function beginRequestSpan(tracer: Tracer, ids: RequestIds, { method, trace: own }: RequestFacts): Span {
  const { traceId, parentSpanId, isSampled } = own;
  const traceFlags = isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE;
  const context = parentSpanId
    ? trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: parentSpanId, traceFlags, isRemote: true })
    : ROOT_CONTEXT;
  const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': methodOf(method) } };
  const span = ids.give(own, () => tracer.startSpan(methodOf(method), options, context));
  own.isSampled = span.isRecording();
  return span;
}

/** Adds what is known only at the end of a request. */
export function completeRequestSpan(span: Span, { method, operation = 'none', status }: RequestFacts): void {
  span.updateName(`${methodOf(method)} ${operation}`).setAttribute('http.route', operation);
  if (status === undefined) {
    span.setAttribute('error.type', 'aborted');
    return;
  }
  span.setAttribute('http.response.status_code', status);
  if (status >= 500) span.setAttribute('error.type', String(status)).setStatus({ code: SpanStatusCode.ERROR });
}
