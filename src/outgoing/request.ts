import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { guardedLookup, type MayReach } from './reachable.ts';

/** What is asked of somebody else's server. */
export interface OutgoingRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OutgoingResponse {
  readonly status: number;
  readonly body: Buffer;
}

/** How much of a stranger's server is endured. */
export interface RequestLimits {
  readonly mayReach: MayReach;
  /** From the look-up of the name to the last byte of the answer. */
  readonly deadlineMs: number;
  /** Bytes of the answer. More is a failure. */
  readonly mostBytes: number;
  /** Breaks it off. */
  readonly stop?: AbortSignal;
}

/**
 * Asks a server that whoever administers an organization has named. It goes to the address that was judged, follows no
 * redirect, uses no connection twice, and ends in time.
 *
 * @throws UnreachableAddressError when the address is not public and not allowed; Error when there is no whole answer.
 */
export async function sendRequest(
  { method, url, headers = {}, body }: OutgoingRequest,
  bounds: RequestLimits,
): Promise<OutgoingResponse> {
  const { mayReach, deadlineMs, mostBytes, stop } = bounds;
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const deadline = AbortSignal.timeout(deadlineMs);
  const end = stop ? AbortSignal.any([deadline, stop]) : deadline;
  const { promise, resolve, reject } = Promise.withResolvers<OutgoingResponse>();
  const request = (target.protocol === 'https:' ? overHttps : overHttp)(target, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    agent: false,
    lookup: guardedLookup(host, mayReach),
    signal: end,
  });
  // Whatever the connection comes to: a server can have it end without an answer and without an error.
  const giveUp = () => reject(end.reason);
  end.addEventListener('abort', giveUp);
  request.on('error', reject);
  request.on('upgrade', () => reject(new Error('the answer is of another protocol')));
  let hasBegun = false;
  request.on('close', () => hasBegun || reject(new Error('there was no answer')));
  request.on('response', (response) => {
    hasBegun = true;
    const pieces: Buffer[] = [];
    let size = 0;
    response.on('error', reject);
    response.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > mostBytes) response.destroy(new Error(`the answer has more than ${mostBytes} bytes`));
      else pieces.push(piece);
    });
    response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(pieces) }));
    if ((response.statusCode ?? 0) < 200) reject(new Error(`status ${response.statusCode}`));
  });
  request.end(body);
  return await promise.finally(() => {
    end.removeEventListener('abort', giveUp);
    request.destroy();
  });
}

/** What happened, for the operator's log: of an answer nothing but that there was none. */
export function failureReason(error: unknown): string {
  const { name, code, message } = error as Error & { readonly code?: unknown };
  if (name === 'UnreachableAddressError') {
    return `the address ${message} is not public, and outgoing-private-addresses does not name it`;
  }
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return typeof code === 'string' ? code : message;
}
