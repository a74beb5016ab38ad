import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CookieScope, readCookie, setCookie } from '../../cookie.ts';
import type { Sealer } from '../../directory/sealer.ts';
import { cookieName } from './cookies.ts';

export interface CookieKeeper {
  readonly sealer: Sealer;
  readonly cookieScope: CookieScope;
  readonly now: () => number;
}

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

/** Something that a browser carries from one page to the next, and can neither read nor change. */
export interface SealedCookie<T> {
  put(response: ServerResponse, value: T): void;
  read(request: IncomingMessage): T | undefined;
  forget(response: ServerResponse): void;
}

export function sealedCookie<T>(keeper: CookieKeeper, name: 'notice' | 'device', seconds: number): SealedCookie<T> {
  const { sealer, cookieScope, now } = keeper;
  const label = `cookie ${name}` as const;
  const cookie = cookieName(name, cookieScope);
  return {
    put(response, value) {
      const kept: Kept<T> = { value, until: now() + seconds * 1000 };
      const sealed = encodeURIComponent(sealer.seal(JSON.stringify(kept), label));
      setCookie(response, cookie, sealed, { ...cookieScope, seconds });
    },
    read(request) {
      const sent = readCookie(request, cookie);
      const text = sent === undefined ? undefined : sealer.unseal(decode(sent), label);
      if (text === undefined) return undefined;
      const { value, until } = JSON.parse(text) as Kept<T>;
      return until > now() ? value : undefined;
    },
    forget: (response) => setCookie(response, cookie, undefined, cookieScope),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
