import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { equalInConstantTime } from '../../constant-time.ts';
import { readCookie, setCookie } from '../../cookie.ts';
import { originOf } from '../../directory/url-parts.ts';
import { cookieName } from './cookies.ts';
import type { CookieKeeper } from './sealed-cookie.ts';

/** Keeps other sites from sending our forms in a person's name: by where a form comes from, and by a token in it. */
export interface FormGuard {
  /** The token for the forms of a page that this browser, with this account signed in, is being shown. */
  token(request: IncomingMessage, response: ServerResponse, person: string | undefined): string;
  /** Undefined when the form was sent from a page of ours that this browser was shown. */
  refusal(request: IncomingMessage, sender: Sender, token: string | null): FormRefusal | undefined;
}

/** For forms that prove by what is in them, or in their address, on whose behalf they act. */
export const anybody = Symbol('anybody');

/** The account that must have been signed in when the page was shown; undefined: nobody. */
type Sender = string | undefined | typeof anybody;

/** Why a form does not count: `foreign` is one that was made up, or shown to another browser. */
export type FormRefusal = 'otherOrigin' | 'noCookie' | 'foreign' | 'stale' | 'otherSession';

/** The member of a form that carries the token. */
export const tokenField = 'formToken';

/** A form may stay open this long. */
const tokenMs = 24 * 60 * 60_000;

const label = 'form token';

interface Proof {
  readonly browser: string;
  readonly person: string;
  readonly until: number;
}

export function createFormGuard(keeper: CookieKeeper, externalUrl: string): FormGuard {
  const { sealer, cookieScope, now } = keeper;
  const cookie = cookieName('browser', cookieScope);
  const browserOf = (request: IncomingMessage) => readCookie(request, cookie);
  return {
    token(request, response, person) {
      let browser = browserOf(request);
      if (browser === undefined || !/^[\w-]{43}$/.test(browser)) {
        browser = randomBytes(32).toString('base64url');
        setCookie(response, cookie, browser, cookieScope);
      }
      const proof: Proof = { browser, person: person ?? '', until: now() + tokenMs };
      return sealer.seal(JSON.stringify(proof), label);
    },
    refusal(request, sender, token) {
      if (!isOwnOrigin(request, externalUrl)) return 'otherOrigin';
      const browser = browserOf(request);
      if (browser === undefined) return 'noCookie';
      const text = token === null ? undefined : sealer.unseal(token, label);
      const proof = text === undefined ? undefined : (JSON.parse(text) as Proof);
      if (!proof || !equalInConstantTime(proof.browser, browser)) return 'foreign';
      if (proof.until <= now()) return 'stale';
      return sender === anybody || proof.person === (sender ?? '') ? undefined : 'otherSession';
    },
  };
}

/**
 * Where the form was sent from, as the browser says. `Sec-Fetch-Site` (W3C Fetch Metadata) is sent by every browser of
 * today over TLS and on the own machine; `Origin` (RFC 6454) elsewhere. The name that the browser used for this host
 * counts only towards a server whose name nobody has configured.
 */
function isOwnOrigin({ headers }: IncomingMessage, externalUrl: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return false;
  const { origin, host } = headers;
  if (origin === undefined) return site === 'same-origin';
  const isNamed = origin === originOf(externalUrl);
  return isNamed || (externalUrl.startsWith('http:') && origin === `http://${host}`);
}
