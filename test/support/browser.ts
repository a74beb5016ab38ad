import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type Answered, exchange } from './exchange.ts';

/** A page that answers no more redirects, or an address of somebody else that the browser was sent to. */
export interface Place {
  readonly url: URL;
  /** Undefined when the address is not of the server. */
  readonly response: Answered | undefined;
  readonly text: string;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A browser as far as the token service can tell: it keeps cookies by path and follows redirects. */
export class Browser {
  readonly #origin: string;
  #cookies: Cookie[] = [];

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Goes to a URL, and on until a page is shown or the address is not of the server. `pages` are not fetched. */
  async visit(url: string | URL, init: RequestInit = {}): Promise<Place> {
    let next = new URL(url, this.#origin);
    let options: RequestInit = init;
    for (let hops = 0; hops < 10; hops += 1) {
      if (next.origin !== this.#origin || /\/web\//.test(next.pathname))
        return { url: next, response: undefined, text: '' };
      const response = await this.request(next, options);
      const location = response.headers.get('location');
      if (location === null) return { url: next, response, text: await response.text() };
      next = new URL(location, next);
      options = {};
    }
    throw new Error(`too many redirects: ${next}`);
  }

  /** One request with the cookies of the path, whose answer may set some. */
  async request(url: URL, init: RequestInit = {}): Promise<Answered> {
    const headers = { ...(init.headers as Record<string, string>), ...this.#header(url.pathname) };
    const response = await exchange(url, { ...init, headers });
    for (const text of response.headers.getSetCookie()) this.#keep(text);
    return response;
  }

  /** What a page gets of a visit to `path`, and a response whose cookies the browser takes when `done` is called. */
  exchange(path: string) {
    const request = new IncomingMessage(new Socket());
    Object.assign(request.headers, this.#header(path), { 'user-agent': 'Test browser' });
    const response = new ServerResponse(request);
    const done = () => {
      for (const text of [response.getHeader('set-cookie') ?? []].flat()) this.#keep(String(text));
    };
    return { request, response, done };
  }

  cookie(name: string): string | undefined {
    return this.#cookies.find((cookie) => cookie.name === name)?.value;
  }

  /** Lets this browser have a cookie, as an attacker would plant one. */
  plant(name: string, value: string, path = '/'): void {
    this.#cookies.push({ name, value, path });
  }

  #header(path: string): Record<string, string> {
    const cookies = this.#cookies.filter((cookie) => path.startsWith(cookie.path));
    return cookies.length === 0 ? {} : { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') };
  }

  #keep(text: string): void {
    const [pair = '', ...attributes] = text.split('; ');
    const [name = '', value = ''] = pair.split('=', 2);
    const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? '/';
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const isOver = attributes.some((attribute) => /^(max-age=0|expires=Thu, 01 Jan 1970)/i.test(attribute));
    if (!isOver) this.#cookies.push({ name, value, path });
  }
}
