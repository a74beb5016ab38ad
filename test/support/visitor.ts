import { type Ask, exchange as askPlainly } from './exchange.ts';
import { decode } from './html-text.ts';

/** What a server answered to a browser without scripts. */
export interface Seen {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Where it sends the browser: by a redirect, or by a page that only moves on. */
  readonly location: string | undefined;
}

/** A browser without scripts: keeps cookies, fills in forms. Redirects are left to the test. */
export interface Visitor {
  readonly cookies: Map<string, string>;
  get(path: string, headers?: Record<string, string>): Promise<Seen>;
  /** Sends the form of the page at `path` with these fields, as its own page would. */
  submit(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Seen>;
  /** Sends a form that no page was loaded for. */
  post(path: string, fields: Record<string, string> | URLSearchParams, headers?: Record<string, string>): Promise<Seen>;
}

export function createVisitor(url: () => string, common: Record<string, string> = {}, ask: Ask = askPlainly): Visitor {
  const cookies = new Map<string, string>();
  const exchange = async (path: string, init: RequestInit & { headers: Record<string, string> }): Promise<Seen> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const headers = { ...common, ...(cookie && { cookie }), ...init.headers };
    const response = await ask(new URL(path, url()), { ...init, headers });
    for (const line of response.headers.getSetCookie()) keep(cookies, line);
    const html = await response.text();
    const location = response.headers.get('location') ?? refreshOf(html);
    return { status: response.status, headers: response.headers, html, location };
  };
  const get: Visitor['get'] = (path, headers = {}) => exchange(path, { headers });
  const post: Visitor['post'] = (path, fields, headers = {}) =>
    exchange(path, { method: 'POST', body: new URLSearchParams(fields), headers: { origin: url(), ...headers } });
  return {
    cookies,
    get,
    post,
    submit: async (path, fields, headers) => {
      const formToken = tokenOf((await get(path)).html);
      return await post(path, { formToken, ...fields }, headers);
    },
  };
}

/** Where a page moves on to without scripts. */
export function refreshOf(html: string): string | undefined {
  const target = /<noscript><meta http-equiv="refresh" content="0; url=([^"]*)"><\/noscript>/.exec(html)?.[1];
  return target === undefined ? undefined : decode(target);
}

/** The token in the forms of a page; empty when it has none. */
export const tokenOf = (html: string): string => decode(/name="formToken" value="([^"]*)"/.exec(html)?.[1] ?? '');

function keep(cookies: Map<string, string>, line: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
  if (/;\s*max-age=0\b/i.test(line)) cookies.delete(name);
  else cookies.set(name, value);
}
