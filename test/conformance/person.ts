import assert from 'node:assert/strict';
import { Browser } from '../support/browser.ts';
import type { Answered } from '../support/exchange.ts';
import { decode } from '../support/html-text.ts';
import { refreshOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

/** Where a browser ended. */
export interface Arrival {
  /** The pages of the server that were shown on the way, with what stood on them. */
  readonly seen: readonly { readonly name: string; readonly html: string }[];
  /** What the application was told, if the browser came back to it. */
  readonly answer: URLSearchParams | undefined;
  readonly url: URL;
}

interface Form {
  readonly action: URL;
  readonly fields: Readonly<Record<string, string>>;
}

/** What a person fills in or presses on each page. Where it is not in here, they only look. */
type Doings = Readonly<Record<string, () => Readonly<Record<string, string>>>>;

const usualDoings: Doings = {
  login: () => ({ userName: 'harry.potter', password: world.harry.password }),
  consent: () => ({ decision: 'allow' }),
  logout: () => ({}),
};

/** A person with a browser without scripts, who signs in and agrees to everything by the forms of the pages. */
export class Person {
  readonly #browser: Browser;
  readonly #origin: string;
  readonly #doings: Doings;

  constructor(origin: string, doings: Doings = {}) {
    this.#browser = new Browser(origin);
    this.#origin = origin;
    this.#doings = { ...usualDoings, ...doings };
  }

  /** Follows a link, or a form, until the browser is back at the application, or has nothing left to do. */
  async follow(start: URL, init: RequestInit = {}): Promise<Arrival> {
    const seen: Arrival['seen'][number][] = [];
    let [url, options] = [start, init];
    for (let steps = 0; steps < 20; steps += 1) {
      if (url.origin !== this.#origin) return { seen, url, answer: answerIn(url) };
      const response = await this.#browser.request(url, options);
      const location = response.headers.get('location');
      if (location !== null) {
        [url, options] = [new URL(location, url), {}];
        continue;
      }
      const html = await response.text();
      const refresh = refreshOf(html);
      if (refresh !== undefined) {
        [url, options] = [new URL(refresh, url), {}];
        continue;
      }
      const form = readForm(html, url);
      if (form && form.action.origin !== this.#origin) {
        assertHarmless(response, html);
        return { seen, url: form.action, answer: new URLSearchParams(form.fields) };
      }
      const name = /\/web\/([\w-]*)$/.exec(url.pathname)?.[1] ?? '';
      seen.push({ name, html });
      const filled = this.#doings[name]?.();
      if (!form || !filled) return { seen, url, answer: undefined };
      const body = new URLSearchParams({ ...form.fields, ...filled });
      [url, options] = [form.action, { method: 'POST', body, headers: { origin: this.#origin } }];
    }
    throw new Error(`There is no end: ${url}`);
  }
}

const answerIn = ({ search, hash }: URL) => new URLSearchParams(hash === '' ? search : hash.slice(1));

/** The first form of a page, as far as it is filled in already. */
function readForm(html: string, page: URL): Form | undefined {
  const [, action, content = ''] = /<form[^>]* action="([^"]*)"[^>]*>(.*?)<\/form>/s.exec(html) ?? [];
  if (action === undefined) return undefined;
  const inputs = content.matchAll(/<input[^>]* name="([^"]*)"[^>]* value="([^"]*)"/g);
  const fields = [...inputs].map(([, name = '', value = '']) => [name, decode(value)]);
  return { action: new URL(decode(action), page), fields: Object.fromEntries(fields) };
}

/** The page whose form posts itself to the application runs one script, known by its digest; without, it has a button. */
function assertHarmless({ headers }: Answered, html: string): void {
  const policy = headers.get('content-security-policy') ?? '';
  assert.match(policy, /^default-src 'none';script-src 'sha256-[\w+/=]+';base-uri 'none';frame-ancestors 'none'$/);
  assert.match(html, /<noscript>.*<button[^>]* type="submit">.*<\/noscript>/s);
  assert.match(headers.get('cache-control') ?? '', /no-store/);
}
