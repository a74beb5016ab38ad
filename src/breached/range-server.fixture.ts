import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { digitsOf } from './corpus.fixture.ts';

interface Wishes {
  /** Passwords whose hashes are padding. */
  readonly padding?: readonly string[];
  /** Whether it answers at this moment, or hangs up. */
  readonly answers?: () => boolean;
}

/** A server of ranges that knows some breached passwords. */
export function serveRanges(breached: readonly string[], { padding = [], answers = () => true }: Wishes = {}) {
  return serve((request, response) => {
    if (!answers()) return void response.destroy();
    const prefix = request.url?.split('/').at(-1) ?? '';
    const lines = (all: readonly string[], count: number) =>
      all
        .map(digitsOf)
        .filter((digits) => digits.startsWith(prefix))
        .map((digits) => `${digits.slice(5)}:${count}`);
    response.end([`${'0'.repeat(34)}1:3`, ...lines(breached, 7), ...lines(padding, 0)].join('\r\n'));
  });
}

/** A server that answers as it is told, and keeps what it was asked. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/range/`, asked, [Symbol.asyncDispose]: close };
}
