import { randomFillSync } from 'node:crypto';

/** A request's place in a distributed trace (W3C Trace Context). */
export interface Trace {
  /** 32 hex digits, shared by everything that one request of a user sets off. */
  readonly traceId: string;
  /** 16 hex digits, which name the request within its trace. */
  readonly spanId: string;
  /** The span of the caller that the request is part of. */
  readonly parentSpanId: string | undefined;
  /** Whether somebody records the trace: the caller, as it says, or this server. */
  isSampled: boolean;
  /** The form in which it stands in problem bodies and logs: `00-<trace id>-<span id>-<flags>`. */
  readonly traceParent: string;
}

const incoming = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Continues the caller's trace when its `traceparent` header is valid, and starts a new one otherwise. */
export function continueTrace(header: string | readonly string[] | undefined): Trace {
  const parent = typeof header === 'string' ? readTraceParent(header) : undefined;
  return {
    traceId: parent?.traceId ?? randomHex(16),
    spanId: randomHex(8),
    parentSpanId: parent?.spanId,
    isSampled: parent?.isSampled ?? false,
    get traceParent() {
      return `00-${this.traceId}-${this.spanId}-${this.isSampled ? '01' : '00'}`;
    },
  };
}

/** Random bytes fetched ahead: many at once cost little more than a few. */
const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}

function readTraceParent(header: string): { traceId: string; spanId: string; isSampled: boolean } | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = incoming.exec(header.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
