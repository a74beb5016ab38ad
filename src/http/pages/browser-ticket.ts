import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { readCookie } from '../../cookie.ts';
import { cookieName } from './cookies.ts';
import type { CookieKeeper } from './sealed-cookie.ts';

/**
 * What a person has begun on one page and goes on with on another, sealed, in an address or a link. Each page has its
 * own, whatever other tabs do, and it counts in the browser in which it was begun and in no other.
 */
export interface BrowserTicket<T> {
  write(request: IncomingMessage, value: T): string;
  read(request: IncomingMessage, ticket: string | null | undefined): T | undefined;
}

interface Written<T> {
  readonly value: T;
  readonly browser: string;
  readonly until: number;
}

export function browserTicket<T>(
  { sealer, cookieScope, now }: CookieKeeper,
  name:
    | 'begun-factor'
    | 'kept-form'
    | 'pending-change'
    | 'pending-sign-in'
    | 'recovery-codes'
    | 'unconfirmed'
    | 'way-back',
  seconds: number,
): BrowserTicket<T> {
  const label = `page ${name}` as const;
  const browserOf = (request: IncomingMessage): string =>
    hash('sha256', readCookie(request, cookieName('browser', cookieScope)) ?? '', 'base64url');
  return {
    write: (request, value) => {
      const written: Written<T> = { value, browser: browserOf(request), until: now() + seconds * 1000 };
      return sealer.seal(JSON.stringify(written), label);
    },
    read(request, ticket) {
      const text = ticket ? sealer.unseal(ticket, label) : undefined;
      if (text === undefined) return undefined;
      const { value, browser, until } = JSON.parse(text) as Written<T>;
      return browser === browserOf(request) && until > now() ? value : undefined;
    },
  };
}
