import { request } from 'node:http';

/** What a browser is shown. */
interface Shown {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/**
 * A browser as far as the application can tell: it keeps cookies, follows no redirect, and is there to show a page. What
 * Node's own `fetch` says of itself is for programs, and gets other answers.
 */
export class Visitor {
  readonly #cookies = new Map<string, string>();

  async get(url: string | URL): Promise<Shown> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const { promise, resolve, reject } = Promise.withResolvers<Shown>();
    const asked = request(new URL(url), { headers: { cookie, accept: 'text/html', 'sec-fetch-mode': 'navigate' } });
    asked.on('error', reject).on('response', async (response) => {
      for (const text of response.headers['set-cookie'] ?? []) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
        this.#cookies.set(name, value);
      }
      const text = (await response.toArray()).join('');
      resolve({ status: response.statusCode ?? 0, location: response.headers.location, text });
    });
    asked.end();
    return await promise;
  }
}
