/** Tells a URL that lies on another host whatever the browser makes of it. */
const origin = 'http://here.invalid';

/**
 * The path and query of a URL that a page was given to go on to, if it is one of this server's own: below a prefix, and
 * nothing that a browser could take for another host.
 */
export function ownPath(url: string | undefined): string | undefined {
  if (url === undefined || !/^\/[^/\\]/.test(url) || /[\\\p{Cc}]/u.test(url)) return undefined;
  const parsed = URL.parse(url, origin);
  if (parsed?.origin !== origin || !/^(?:\/[^/]+){0,2}\/identity_?\//i.test(parsed.pathname)) return undefined;
  return `${parsed.pathname}${parsed.search}`;
}
