import { hash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readCookie } from '../../cookie.ts';
import type { OwnPath } from '../../directory/own-path.ts';
import type { Sealer } from '../../directory/sealer.ts';
import { queryOf } from '../../directory/target.ts';
import { authorizationCallbackPath, prefixOf } from '../endpoints/paths.ts';
import { cookieNames } from './cookies.ts';

/**
 * An authorization request that waits for the person to sign in or to consent. It lies in the URL that leads back to it,
 * sealed: whoever asks and never comes back leaves nothing in the store, and each tab has its own.
 */
export interface WaitingRequest {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly until: number;
  readonly prompt: 'login' | 'consent';
  /** Of the request, all of them checked. */
  readonly params: Readonly<Record<string, unknown>>;
  /** Those of the parameters that the application has proved to come from it. */
  readonly trusted: readonly string[];
  /** The session that the browser had when it was asked to sign in: one of another id has begun since. */
  readonly before: string | undefined;
  /** The session in which it goes on, and in no other. */
  readonly session: { readonly accountId: string; readonly uid: string } | undefined;
  /** What the person has done for it so far, as the protocol library reads it. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  /** The pushed request (RFC 9126) that it came from; it is used up when this one is answered. */
  readonly pushedId: string | undefined;
}

export interface TicketParts {
  readonly sealer: Sealer;
  /** Whether browsers reach the server over TLS. */
  readonly isSecure: boolean;
  readonly now: () => number;
}

const label = 'ticket request';

/** What is sealed: the request, and the digest of the name of the browser in which it began. */
interface Ticket {
  readonly waiting: WaitingRequest;
  readonly browser: string;
}

/** The path and query that go on with the request, in the browser of that name and no other. */
export function resumePath(waiting: WaitingRequest, browser: string, prefix: string, { sealer }: TicketParts): OwnPath {
  const ticket: Ticket = { waiting, browser: digest(browser) };
  return `${prefix}${authorizationCallbackPath}?ticket=${sealer.seal(JSON.stringify(ticket), label)}` as OwnPath;
}

/**
 * What the path leads back to, whoever looks and however late: enough to say what it was about, and to ask for the same
 * anew. Nothing that was done for it counts.
 */
export function readWaitingRequest(
  path: string | undefined,
  parts: Pick<TicketParts, 'sealer'>,
): WaitingRequest | undefined {
  return readTicket(path, parts)?.waiting;
}

/**
 * The request to which the path leads back, if it began in this browser: a request of somebody else must not be completed
 * by who is only lured here.
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

/** Whether the path leads back to a request that began in this browser. */
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
  { isSecure }: Pick<TicketParts, 'isSecure'>,
): boolean {
  const own = readBrowserId(request, isSecure);
  return own !== undefined && browser === digest(own);
}

function readTicket(path: string | undefined, { sealer }: Pick<TicketParts, 'sealer'>): Ticket | undefined {
  const ticket = new URLSearchParams(queryOf(path)).get('ticket');
  const text = ticket === null ? undefined : sealer.unseal(ticket, label);
  return text === undefined ? undefined : (JSON.parse(text) as Ticket);
}

/** Where the request goes on once this has been done for it; undefined when the path leads back to none. */
export function resumePathWith(
  path: OwnPath | undefined,
  request: Pick<IncomingMessage, 'headers'>,
  done: Partial<Pick<WaitingRequest, 'session' | 'result'>>,
  parts: TicketParts,
): OwnPath | undefined {
  const waiting = findWaitingRequest(path, request, parts);
  const browser = readBrowserId(request, parts.isSecure);
  if (!waiting || browser === undefined || path === undefined) return undefined;
  const prefix = prefixOf(path, authorizationCallbackPath);
  return resumePath({ ...waiting, ...done }, browser, prefix, parts);
}

/** The name by which a browser is known to the requests that it began. */
export function readBrowserId(request: Pick<IncomingMessage, 'headers'>, isSecure: boolean): string | undefined {
  const value = readCookie(request, cookieNames(isSecure).interaction);
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
}

export const newBrowserId = (): string => randomBytes(32).toString('base64url');

const digest = (browser: string): string => hash('sha256', browser, 'base64url');
