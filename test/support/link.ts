import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readPostgresUrl } from '../../src/store/postgres/location.ts';

/** Of which connections: those on which a node listens to notices, or all. */
type Silence = 'listeners' | 'all';

/** The network between a node and its database: it can be slow, say nothing, or be cut. */
export class Link implements AsyncDisposable {
  /** How long what is sent takes in either direction. */
  latencyMs = 0;
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** On which somebody has begun to listen to notices: the end at the node, and the one at the database. */
  readonly #listeners = new Map<Socket, Socket>();
  #silence: Silence | undefined;
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

  /** Opens one that leads to a database, with the URL by which that is reached. */
  static async toDatabase(url: string): Promise<{ readonly link: Link; readonly url: string }> {
    const { servers, database } = readPostgresUrl(url);
    const { host = '', port = 5432 } = servers[0] ?? {};
    // The folder of a socket, or a machine.
    const link = await Link.open(host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port });
    return { link, url: `postgres://gatehouse@127.0.0.1:${link.port}/${database}` };
  }

  /** Ends all connections, and every new one. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on nothing arrives, neither on old nor on new ones of these connections, and nobody is told. */
  silence(of: Silence = 'all'): void {
    this.#silence = of;
  }

  /** As it was at first. What was sent into the silence is lost, and so is the connection. */
  mend(): void {
    if (this.#silence === 'all') this.cut();
    if (this.#silence === 'listeners') for (const pair of this.#listeners) for (const socket of pair) socket.destroy();
    this.#isCut = false;
    this.#silence = undefined;
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
        if (from === near && bytes.includes('listen ')) this.#listeners.set(near, far);
        carried = this.#carry(near, bytes, into, carried);
      });
      from.on('error', () => {});
      from.on('close', () => {
        this.#sockets.delete(from);
        // Silence hides an end as well.
        if (!this.#isSilent(near)) into.destroy();
        if (from === far) this.#listeners.delete(near);
      });
    }
  }

  /** What was sent first arrives first, also when the link becomes quick again meanwhile. */
  async #carry(near: Socket, bytes: Buffer, into: Socket, before: Promise<void>): Promise<void> {
    const due = performance.now() + this.latencyMs;
    await before;
    const leftMs = due - performance.now();
    if (this.latencyMs > 0 && leftMs > 0) await sleep(leftMs);
    if (!this.#isSilent(near) && !into.destroyed) into.write(bytes);
  }

  #isSilent(near: Socket): boolean {
    return this.#silence === 'all' || (this.#silence === 'listeners' && this.#listeners.has(near));
  }
}
