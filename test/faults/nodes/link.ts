import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** The network between a node and its database: it can be slow, say nothing, or be cut. */
export class Link implements AsyncDisposable {
  /** How long what is sent takes in either direction. */
  latencyMs = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isSilent = false;
  #isCut = false;

  private constructor(server: Server, to: NetConnectOpts) {
    this.#server = server;
    this.port = (server.address() as { port: number }).port;
    server.on('connection', (near) => this.#join(near, to));
  }

  /** Opens one that leads there. */
  static async open(to: NetConnectOpts): Promise<Link> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Link(server, to);
  }

  /** Ends all connections, and every new one. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on nothing arrives, and nobody is told. */
  silence(): void {
    this.#isSilent = true;
  }

  /** As it was at first. What was sent into the silence is lost, and so is the connection. */
  mend(): void {
    if (this.#isSilent) this.cut();
    this.#isCut = false;
    this.#isSilent = false;
    this.latencyMs = 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, to: NetConnectOpts): void {
    if (this.#isCut) return void near.destroy();
    const far = connect(to);
    for (const [from, into] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      let carried = Promise.resolve();
      from.on('data', (bytes) => {
        carried = this.#carry(bytes, into, carried);
      });
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        // Silence hides an end as well.
        if (!this.#isSilent) into.destroy();
      });
    }
  }

  /** What was sent first arrives first, also when the link becomes quick again meanwhile. */
  async #carry(bytes: Buffer, into: Socket, before: Promise<void>): Promise<void> {
    const due = performance.now() + this.latencyMs;
    await before;
    const leftMs = due - performance.now();
    if (this.latencyMs > 0 && leftMs > 0) await sleep(leftMs);
    if (!this.#isSilent && !into.destroyed) into.write(bytes);
  }
}
