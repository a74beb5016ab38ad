import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';

/** What a request to the address of an application is answered with. */
type Answer = (body: URLSearchParams) => number | Promise<number>;

/** An application's address for back-channel logout, on this machine. */
export interface BackChannel extends AsyncDisposable {
  readonly uri: string;
  /** Takes the logout token about the person; waits until it comes. */
  readonly next: (subject: string) => Promise<string>;
  /** How many have come. */
  readonly count: () => number;
}

export async function openBackChannel(answer: Answer = () => 200): Promise<BackChannel> {
  const tokens: string[] = [];
  let count = 0;
  let arrived = () => {};
  const server = createServer(async (request, response) => {
    const body = new URLSearchParams((await request.toArray()).join(''));
    const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded';
    if (isForm && request.method === 'POST') tokens.push(body.get('logout_token') ?? '');
    count += 1;
    arrived();
    response.writeHead(await answer(body)).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/backchannel`,
    count: () => count,
    async next(subject) {
      for (;;) {
        const index = tokens.findIndex((token) => decodeJwt(token).sub === subject);
        const [token] = index < 0 ? [] : tokens.splice(index, 1);
        if (token !== undefined) return token;
        await new Promise<void>((resolve) => (arrived = resolve));
      }
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
