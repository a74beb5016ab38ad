import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { untilServed } from './refusals.ts';

/** In this process. */
let opened = 0;

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * One HTTP connection that is kept alive, as lean as can be: on a small machine, whatever the client computes is taken
 * from the server. Requests are ready-made bytes, one at a time; an answer says how long it is, or comes in chunks, which
 * are left as they are.
 */
export class Connection {
  readonly #socket: Socket;
  #received = '';
  #reply: PromiseWithResolvers<Answer> | undefined;

  /**
   * @param urls of equal servers, which are taken in turn.
   * @param localAddress from which of this machine's addresses; 127.0.0.0/8 all are, so that there can be many networks.
   */
  static async open(urls: readonly string[], localAddress?: string): Promise<Connection> {
    const { hostname, port } = new URL(urls[opened++ % urls.length] ?? '');
    const from = localAddress === undefined ? {} : { localAddress };
    const socket = connect({ host: hostname, port: Number(port), noDelay: true, ...from });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  private constructor(socket: Socket) {
    this.#socket = socket.setEncoding('latin1');
    socket.on('data', (text) => this.#receive(String(text)));
    socket.on('error', (error) => this.#reply?.reject(error));
    socket.on('close', () => this.#reply?.reject(new Error('The server closed the connection.')));
  }

  exchange(request: Buffer): Promise<Answer> {
    this.#reply = Promise.withResolvers<Answer>();
    if (this.#socket.destroyed) this.#reply.reject(new Error('The connection is closed.'));
    else this.#socket.write(request);
    return this.#reply.promise;
  }

  /** As `exchange`, and again as long as a busy server refuses. @throws Error when it refuses many. */
  ask(request: Buffer): Promise<Answer> {
    return untilServed(() => this.exchange(request));
  }

  /** What is still waited for is rejected. */
  close(): void {
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = this.#received.slice(0, headEnd);
    const body = this.#received.slice(headEnd + 4);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    const isWhole = length === undefined ? body.endsWith('\r\n0\r\n\r\n') : body.length >= Number(length);
    if (!isWhole) return;
    this.#received = '';
    this.#reply?.resolve({ status: Number(head.slice(9, 12)), body });
  }
}
