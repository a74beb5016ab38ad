import { hash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type CookieScope, readCookie } from '../../cookie.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { Sealer } from '../../directory/sealer.ts';
import { queryOf } from '../../directory/url-parts.ts';
import { authorizationCallbackPath, prefixOf } from '../endpoints/paths.ts';
import { cookieNames } from './cookies.ts';

/**
 * An authorization request that waits for the person to sign in or to consent. It is kept, sealed, in the URL that resumes
 * it: a browser that never comes back leaves nothing in the store, and each tab has its own request.
 */
export interface WaitingRequest {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly prompt: 'login' | 'consent';
  /** All parameters of the request, checked. */
  readonly params: Readonly<Record<string, unknown>>;
  /** The names of the parameters that the application has proved to be its own. */
  readonly trusted: readonly string[];
  /** The id of the session that the browser had when it was asked to sign in: a session of another id has begun since. */
  readonly before: string | undefined;
  /** The only session in which it may continue. */
  readonly session: { readonly accountId: string; readonly uid: string } | undefined;
  /** What the person has done so far, in the form of the protocol library. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  /** The pushed request (RFC 9126) that it came from; that is used up when this one is answered. */
  readonly pushedId: string | undefined;
}

export interface TicketParts {
  readonly sealer: Sealer;
  readonly cookieScope: CookieScope;
  readonly now: () => number;
}

const label = 'ticket request';

/** What is sealed: the request, and the digest of the id of the browser in which it began. */
interface Ticket {
  readonly waiting: WaitingRequest;
  readonly browser: string;
}

/** The path and query that resume the request, in the browser of that id only. */
export function resumePath(waiting: WaitingRequest, browser: string, prefix: string, { sealer }: TicketParts): OwnPath {
  const ticket: Ticket = { waiting, browser: digest(browser) };
  return `${prefix}${authorizationCallbackPath}?ticket=${sealer.seal(JSON.stringify(ticket), label)}` as OwnPath;
}

/**
 * The request of the path, also in another browser and when it has expired: only to say what it was about, and to start it
 * again. What the person has done for it must not count.
 */
export function readWaitingRequest(
  path: string | undefined,
  parts: Pick<TicketParts, 'sealer'>,
): WaitingRequest | undefined {
  return readTicket(path, parts)?.waiting;
}

/**
 * The request of the path, if it began in this browser and has not expired: nobody can be lured into completing the request
 * of somebody else.
 */
export function findWaitingRequest(
  path: string | undefined,
  request: Pick<IncomingMessage, 'headers'>,
  parts: TicketParts,
): WaitingRequest | undefined {
  const ticket = readTicket(path, parts);
  return ticket && isOfBrowser(ticket, request, parts) && ticket.waiting.until > parts.now()
    ? ticket.waiting
    : undefined;
}

/** Whether the request of the path began in this browser. */
export function hasBegunInBrowser(
  path: string | undefined,
  request: Pick<IncomingMessage, 'headers'>,
  parts: Omit<TicketParts, 'now'>,
): boolean {
  const ticket = readTicket(path, parts);
  return ticket !== undefined && isOfBrowser(ticket, request, parts);
}

function isOfBrowser(
  { browser }: Ticket,
  request: Pick<IncomingMessage, 'headers'>,
  { cookieScope }: Pick<TicketParts, 'cookieScope'>,
): boolean {
  const own = readBrowserId(request, cookieScope);
  return own !== undefined && browser === digest(own);
}

function readTicket(path: string | undefined, { sealer }: Pick<TicketParts, 'sealer'>): Ticket | undefined {
  const ticket = new URLSearchParams(queryOf(path)).get('ticket');
  const text = ticket === null ? undefined : sealer.unseal(ticket, label);
  return text === undefined ? undefined : (JSON.parse(text) as Ticket);
}

/** The path that resumes the request with what was done for it; undefined when there is no such request in this browser. */
export function resumePathWith(
  path: OwnPath | undefined,
  request: Pick<IncomingMessage, 'headers'>,
  done: Partial<Pick<WaitingRequest, 'session' | 'result'>>,
  parts: TicketParts,
): OwnPath | undefined {
  const waiting = findWaitingRequest(path, request, parts);
  const browser = readBrowserId(request, parts.cookieScope);
  if (!waiting || browser === undefined || path === undefined) return undefined;
  const prefix = prefixOf(path, authorizationCallbackPath);
  return resumePath({ ...waiting, ...done }, browser, prefix, parts);
}

/** The random id that ties a browser to the requests that it began. */
export function readBrowserId(request: Pick<IncomingMessage, 'headers'>, scope: CookieScope): string | undefined {
  const value = readCookie(request, cookieNames(scope).interaction);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

export const newBrowserId = (): string => randomBytes(32).toString('base64url');

const digest = (browser: string): string => hash('sha256', browser, 'base64url');
