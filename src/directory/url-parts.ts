/** The path of a URL that names no host, without its query. */
export const pathOf = (url = ''): string => url.split('?', 1)[0] ?? '';

/** The query of a URL, as it was sent. Another question mark in it is data (RFC 3986 section 3.4). */
export const queryOf = (url = ''): string => /\?(.*)/s.exec(url)?.[1] ?? '';
