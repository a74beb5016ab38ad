import { routePrefix, splitUrl } from '../paths.ts';

/** What a browser may be sent to: pages, and the endpoints of the protocol that sent it here. */
const ours = /^\/(web|connect)(\/|$)/i;

/**
 * Where a page may send the browser on request: a path of this host below one of the known prefixes. Answers it as a
 * browser would read it, or undefined. Everything else would let a link to this server end at somebody else's.
 */
export function safeReturnUrl(text: string | null | undefined): string | undefined {
  if (!text || !/^\/(?![/\\])/.test(text) || /[\\\p{Cc}\p{White_Space}]/u.test(text)) return undefined;
  const base = 'http://this.invalid';
  if (!URL.canParse(text, base)) return undefined;
  const { origin, pathname, search } = new URL(text, base);
  if (origin !== base || pathname.startsWith('//') || pathname.includes('\\')) return undefined;
  const split = splitUrl(pathname);
  return split?.routed === routePrefix && ours.test(split.rest) ? `${pathname}${search}` : undefined;
}
