/** The path of a URL that names no host, without its query. */
export const pathOf = (url = ''): string => url.split('?', 1)[0] ?? '';

/** The beginning of an external URL, in front of paths as browsers know them: `https://example.com`. */
export const originOf = (externalUrl: string): string => new URL(externalUrl).origin;

/** Below what an external URL has everything: `/auth`, or the empty text when the server has its host to itself. */
export const basePathOf = (externalUrl: string): string => externalUrl.slice(originOf(externalUrl).length);

/** The query of a URL, as it was sent. Another question mark in it is data (RFC 3986 section 3.4). */
export const queryOf = (url = ''): string => /\?(.*)/s.exec(url)?.[1] ?? '';
