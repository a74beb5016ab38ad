import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { Spent } from '../../admission/throttle.ts';
import type { WaitingRequest } from '../browser/waiting-request.ts';

/** A request as the library sees it: sent to this server's own URL, under the prefix through which it came in. */
export type LibraryRequest = IncomingMessage & {
  readonly originalUrl: string;
  /** `/identity`, `/acme/identity_`, … */
  readonly prefix: string;
  /** Shown to the person when something went wrong. */
  readonly traceId: string | null;
  readonly clientIp: string | null;
  /** The organization that the URL names. */
  readonly organizationId: string | undefined;
  readonly userAgent: string | null;
  readonly spent: Spent | undefined;
  /** The resources that the token request names (RFC 8707 section 2.2). */
  readonly resources: readonly string[];
  /** The authorization request that the browser has brought along to resume. */
  readonly waiting: WaitingRequest | undefined;
  readonly note: NonNullable<RequestContext['note']>;
  /** The id of the browser to which a page is shown. */
  browser?: string;
};

/** What is known about a request besides its own content. */
export interface RequestContext {
  readonly traceId?: string | undefined;
  /** As the trusted proxies report it. */
  readonly clientIp?: string | undefined;
  /** The organization that the URL names, if it names one. */
  readonly organizationId?: string | undefined;
  /** Adds fields to the log line of the request. */
  readonly note?: (fields: Readonly<Record<string, string>>) => void;
  /** What was spent of its network's budget in advance; it can be given back. */
  readonly spent?: Spent | undefined;
}

interface LibraryRequestParts {
  readonly method: 'GET' | 'POST';
  /** Below the prefix. */
  readonly url: string;
  readonly prefix: string;
  readonly externalUrl: string;
  readonly caller: RequestContext & Pick<IncomingMessage, 'headers'>;
  /** The names of the caller's headers that are passed on. */
  readonly passOn: readonly string[];
  readonly body?: URLSearchParams;
  readonly resources?: readonly string[] | undefined;
  readonly waiting?: WaitingRequest | undefined;
}

/** The cookie in which the library looks for the id of the request to resume. */
export const resumeCookie = 'resume';

/**
 * Makes the request that the library gets. It contains nothing of the caller's request but what is passed in here. The
 * server's own URL comes from the configuration, not from `Host` or a proxy's header.
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
