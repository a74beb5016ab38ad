import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

type Exchange = readonly [request: IncomingMessage, response: ServerResponse];

/**
 * Requests that may wait behind another one of their connection: each may take 20 KiB, and hardly any client sends one before it has
 * the answer.
 */
const mostBehind = 8;

/**
 * Answers the requests that come over a connection one after the other, also where the next ones were sent before the answer
 * (RFC 9112 section 9.3.2). Node would have all of them answered at once, and their answers wait in memory for a client that
 * may never take them.
 */
export function oneByOne(answer: RequestListener): RequestListener {
  /** By connections over which one is being answered. */
  const behind = new WeakMap<Socket, Exchange[]>();

  const begin = (socket: Socket, [request, response]: Exchange): void => {
    response.once('close', () => {
      const next = behind.get(socket)?.shift();
      if (next && !socket.destroyed) begin(socket, next);
      else behind.delete(socket);
    });
    answer(request, response);
  };

  return (request, response) => {
    const { socket } = request;
    const waiting = behind.get(socket);
    if (!waiting) {
      behind.set(socket, []);
      begin(socket, [request, response]);
    } else if (waiting.length < mostBehind) waiting.push([request, response]);
    else socket.destroy();
  };
}
