import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as encrypt } from 'node:tls';
import { BoundedSocket } from './bounded-socket.ts';
import { outgoingEncryption } from './encryption.ts';
import { guardedLookup, type MayReach } from './reachable.ts';

/** A request to another server. */
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

/** The limits of a request, whatever the other server does. */
export interface RequestLimits {
  readonly mayReach: MayReach;
  /** From the lookup of the name to the last byte of the response. */
  readonly deadlineMs: number;
  /** The maximum size of the response body; a larger one is a failure. */
  readonly mostBytes: number;
  /** Aborts the request. */
  readonly stop?: AbortSignal;
}

/**
 * How many responses may come before the one that counts (RFC 9110 section 15.2). Nothing else bounds them, and with a stream
 * of them from several servers, the one who named them would keep the event loop from everybody else.
 */
const mostAnnounced = 8;

/**
 * Sends a request to a server that an administrator of an organization has named. It connects to the address that was
 * checked, follows no redirect, reuses no connection, and ends in time.
 *
 * @throws UnreachableAddressError when the address is not public and not allowed; Error when there is no complete response.
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
  const lookup = guardedLookup(host, mayReach);
  const line =
    target.protocol === 'https:' ? encryptedLine({ host, port: Number(target.port || 443), lookup }) : undefined;
  const request = (line ? overHttps : overHttp)(target, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }) },
    ...(line ? { createConnection: line.open } : { agent: false, lookup }),
    signal: end,
  });
  // In any case: a server can make a connection end without a response and without an error.
  const giveUp = () => reject(end.reason);
  end.addEventListener('abort', giveUp);
  request.on('error', reject);
  // From here on the socket is nobody's: it would outlive the request, and an error of it would end the process.
  request.on('upgrade', (_response, socket) => {
    socket.destroy();
    reject(new Error('the answer is of another protocol'));
  });
  let announced = 0;
  request.on('information', () => {
    announced += 1;
    if (announced > mostAnnounced) request.destroy(new Error('the answer does not begin'));
  });
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
    line?.close();
  });
}

/** One connection over TLS, whose handshake is bounded. */
function encryptedLine(to: { readonly host: string; readonly port: number; readonly lookup: LookupFunction }) {
  let socket: Socket | undefined;
  return {
    open: (_options: unknown, done: (error: Error | null, opened: Socket) => void): undefined => {
      socket = connect(to);
      const plain = socket.on('error', (error) => done(error, plain));
      plain.once('connect', () => {
        const bounded = new BoundedSocket(plain);
        const servername = isIP(to.host) === 0 ? to.host : '';
        const names = { host: to.host, servername, ALPNProtocols: ['http/1.1'] };
        const encrypted = encrypt({ ...outgoingEncryption, ...names, socket: bounded });
        bounded.on('error', (error) => encrypted.destroy(error));
        done(null, encrypted);
      });
    },
    close: () => socket?.destroy(),
  };
}

/** The reason for a failed request, for the operator's log. It contains nothing of the response. */
export function failureReason(error: unknown): string {
  const { name, code, message } = error as Error & { readonly code?: unknown };
  if (name === 'UnreachableAddressError') {
    return `the address ${message} is not public, and outgoing-private-addresses does not name it`;
  }
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  return typeof code === 'string' ? code : message;
}
