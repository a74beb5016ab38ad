import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Spent } from '../../admission/throttle.ts';
import type { WaitingRequest } from '../browser/waiting-request.ts';

/** A request as the library sees it: of this server's own address, under the prefix through which it came in. */
export type LibraryRequest = IncomingMessage & {
  readonly originalUrl: string;
  /** `/identity`, `/acme/identity_`, … */
  readonly prefix: string;
  /** For the person to quote when something went wrong. */
  readonly traceId: string | null;
  readonly clientIp: string | null;
  /** The one that the URL names. */
  readonly organizationId: string | undefined;
  readonly userAgent: string | null;
  readonly spent: Spent | undefined;
  /** For which APIs the token is to be that it asks for (RFC 8707 section 2.2). */
  readonly resources: readonly string[];
  /** The authorization request that the browser has brought along to go on with. */
  readonly waiting: WaitingRequest | undefined;
  readonly note: NonNullable<RequestContext['note']>;
  /** The name of the browser to which a page is shown. */
  browser?: string;
};

/** What is known of a request besides what stands in it. */
export interface RequestContext {
  readonly traceId?: string | undefined;
  /** As the proxies in front tell it. */
  readonly clientIp?: string | undefined;
  /** The organization that the URL names, if it names one. */
  readonly organizationId?: string | undefined;
  /** Takes what the log line of the request should say. */
  readonly note?: (fields: Readonly<Record<string, string>>) => void;
  /** What was counted for its network before it was known whether it counts. */
  readonly spent?: Spent | undefined;
}

interface LibraryRequestParts {
  readonly method: 'GET' | 'POST';
  /** Below the prefix. */
  readonly url: string;
  readonly prefix: string;
  readonly externalUrl: string;
  readonly caller: RequestContext & Pick<IncomingMessage, 'headers'>;
  /** Those of the caller's headers that count here. */
  readonly passOn: readonly string[];
  readonly body?: URLSearchParams;
  readonly resources?: readonly string[] | undefined;
  readonly waiting?: WaitingRequest | undefined;
}

/** Where the library looks for the id of the request that goes on. */
export const resumeCookie = 'resume';

/**
 * Makes the request that is handed to the library. Nothing is left of the caller's but what is passed in here: where
 * the server is says the configuration, whatever `Host` or a proxy's header claims.
 */
export function libraryRequest(parts: LibraryRequestParts): LibraryRequest {
  const { method, url, prefix, externalUrl, caller, passOn, body, resources = [], waiting } = parts;
  const { host, protocol } = new URL(externalUrl);
  const text = body === undefined ? undefined : Buffer.from(body.toString());
  const ofBody = text && {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(text.length),
  };
  const given = passOn.map((name) => [name, caller.headers[name]]).filter(([, value]) => value !== undefined);
  const { cookie } = caller.headers;
  const resuming = waiting && { cookie: `${resumeCookie}=${waiting.id}; ${cookie ?? ''}` };
  return Object.assign(Readable.from(text ? [text] : []), {
    method,
    url,
    originalUrl: `${prefix}${url}`,
    prefix,
    traceId: caller.traceId ?? null,
    clientIp: caller.clientIp ?? null,
    userAgent: caller.headers['user-agent'] ?? null,
    ...{ waiting, resources },
    spent: caller.spent,
    organizationId: caller.organizationId,
    note: caller.note ?? (() => {}),
    headers: { host, ...ofBody, ...Object.fromEntries(given), ...resuming },
    socket: { encrypted: protocol === 'https:' },
  }) as unknown as LibraryRequest;
}
