declare const own: unique symbol;

/** A path of this server, with or without a query. Whatever a browser makes of it, it leads to no other host. */
export type OwnPath = string & { readonly [own]: true };

/** Whether nothing in the path can be taken for the start of another host's name: browsers read `\` as `/`. */
export const isPlainPath = (url: string): boolean => !/^[^?#]*(?:\/\/|\\)/.test(url);

/** No host has this name. */
const origin = 'http://own.invalid';

/** The path as a browser reads it, or undefined when it is none, or none that stays here. */
export function ownPath(text: string): OwnPath | undefined {
  if (!text.startsWith('/') || !isPlainPath(text) || /\p{Cc}/u.test(text)) return undefined;
  const url = URL.parse(text, origin);
  return url?.origin === origin ? (`${url.pathname}${url.search}` as OwnPath) : undefined;
}

/** Pages, and the endpoints of the protocol that send people to them, below any prefix. */
const goodToReturnTo = /^(?:\/[^/]+){0,2}\/identity_?\/(?:web|connect)(?:[/?]|$)/i;

/**
 * Where a page may send the browser on request. Anything else would let a link to this server lead to another one.
 *
 * @param basePath below which this server is, such as `/auth`: beside it are others.
 */
export function returnPath(text: string | null | undefined, basePath = ''): OwnPath | undefined {
  const path = text ? ownPath(text) : undefined;
  return path?.startsWith(basePath) && goodToReturnTo.test(path.slice(basePath.length)) ? path : undefined;
}
