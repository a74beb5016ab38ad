import { hash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { equalInConstantTime } from '../constant-time.ts';
import { type CookieScope, cookiePrefix, readCookie } from '../cookie.ts';
import type { Sealer } from '../directory/sealer.ts';

interface AntiforgeryParts {
  readonly sealer: Sealer;
  readonly cookieScope: CookieScope;
  readonly now: () => number;
}

/**
 * Protects what is done with cookies and JSON from pages of other sites, as clients of ASP.NET Core know it: a cookie that no
 * script reads, and a token that belongs to it, comes in a second cookie and goes back in a header.
 */
export interface Antiforgery {
  /** Hands out both, in this order: a client in wide use takes the second. */
  generate(response: ServerResponse): void;
  /** Whether the header has the token of the cookie. */
  isGenuine(request: IncomingMessage): boolean;
}

const tokenCookie = 'XSRF-TOKEN-IS';
const tokenHeader = 'x-xsrf-token';
const tokenMs = 60 * 60_000;
const label = 'form antiforgery';

/** What the token says, sealed. */
interface Issued {
  /** Digest of the cookie to which it belongs. */
  readonly cookie: string;
  readonly until: number;
}

export function createAntiforgery({ sealer, cookieScope, now }: AntiforgeryParts): Antiforgery {
  const { isSecure, path } = cookieScope;
  const cookieName = `${cookiePrefix(cookieScope) || '.'}Gatehouse.Antiforgery`;
  const attributes = `; Path=${path}; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    generate(response) {
      const cookie = randomBytes(32).toString('base64url');
      const issued: Issued = { cookie: digest(cookie), until: now() + tokenMs };
      response.appendHeader('set-cookie', `${cookieName}=${cookie}${attributes}; HttpOnly`);
      response.appendHeader('set-cookie', `${tokenCookie}=${sealer.seal(JSON.stringify(issued), label)}${attributes}`);
    },
    isGenuine(request) {
      const [cookie, token] = [readCookie(request, cookieName), request.headers[tokenHeader]];
      const text = typeof token === 'string' ? sealer.unseal(token, label) : undefined;
      if (cookie === undefined || text === undefined) return false;
      const issued = JSON.parse(text) as Issued;
      return equalInConstantTime(issued.cookie, digest(cookie)) && issued.until > now();
    },
  };
}

const digest = (cookie: string): string => hash('sha256', cookie, 'base64url');
