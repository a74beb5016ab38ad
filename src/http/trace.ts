import { randomFillSync } from 'node:crypto';

/** A request's place in a distributed trace (W3C Trace Context). */
export interface Trace {
  /** 32 hex digits, shared by everything that one request of a user sets off. */
  readonly traceId: string;
  /** The form in which it stands in problem bodies and logs: `00-<trace id>-<span id>-<flags>`. */
  readonly traceParent: string;
}

const incoming = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** Continues the caller's trace when its `traceparent` header is valid, and starts a new one otherwise. */
export function continueTrace(header: string | readonly string[] | undefined): Trace {
  const parent = typeof header === 'string' ? readTraceParent(header) : undefined;
  const traceId = parent?.traceId ?? randomHex(16);
  const flags = parent?.isSampled ? '01' : '00';
  return { traceId, traceParent: `00-${traceId}-${randomHex(8)}-${flags}` };
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

function readTraceParent(header: string): { traceId: string; isSampled: boolean } | undefined {
  const [, version, traceId = '', spanId = '', flags = '', more] = incoming.exec(header.trim()) ?? [];
  if (version === undefined || version === 'ff' || (version === '00' && more !== undefined)) return undefined;
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
