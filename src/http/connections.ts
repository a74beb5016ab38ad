import type { Socket } from 'node:net';

/**
 * The connections that are open. There are never more than may be. When there are as many, a newcomer takes the place of
 * the one over which nothing was asked for longest in the network that has most, if its own network has fewer; otherwise
 * it is refused.
 */
export class Connections {
  readonly #most: number;
  readonly #networkOf: (socket: Socket) => string;
  readonly #open = new Map<Socket, string>();
  /** How many requests of each are being answered. */
  readonly #running = new Map<Socket, number>();
  /** In each, the one that was used longest ago is the first. */
  readonly #byNetwork = new Map<string, Set<Socket>>();

  constructor(most: number, networkOf: (socket: Socket) => string) {
    this.#most = most;
    this.#networkOf = networkOf;
  }

  get size(): number {
    return this.#open.size;
  }

  all(): Iterable<Socket> {
    return this.#open.keys();
  }

  /** Returns whether there is room for the connection, and counts it until it is closed. */
  accept(socket: Socket): boolean {
    const network = this.#networkOf(socket);
    if (this.#open.size >= this.#most && !this.#makeRoom(network)) return false;
    this.#open.set(socket, network);
    this.#byNetwork.set(network, (this.#byNetwork.get(network) ?? new Set()).add(socket));
    socket.once('close', () => this.#forget(socket));
    return true;
  }

  /** A request came over the connection; it counts as being answered until `release`. */
  use(socket: Socket): void {
    const own = this.#byNetwork.get(this.#open.get(socket) ?? '');
    if (!own?.delete(socket)) return;
    own.add(socket);
    this.#running.set(socket, (this.#running.get(socket) ?? 0) + 1);
  }

  release(socket: Socket): void {
    const running = (this.#running.get(socket) ?? 0) - 1;
    if (running > 0) this.#running.set(socket, running);
    else this.#running.delete(socket);
  }

  /** Closes the connections over which no request is being answered, also those with an incomplete request. */
  closeIdle(): void {
    for (const socket of this.#open.keys()) if (!this.#running.has(socket)) socket.destroy();
  }

  #makeRoom(network: string): boolean {
    const own = this.#byNetwork.get(network)?.size ?? 0;
    // In a flood, most newcomers come from a network that already has its share: they are refused without a search.
    if (own * this.#byNetwork.size >= this.#open.size) return false;
    let largest: ReadonlySet<Socket> = new Set();
    for (const sockets of this.#byNetwork.values()) if (sockets.size > largest.size) largest = sockets;
    const [oldest] = largest;
    if (!oldest || largest.size <= own + 1) return false;
    this.#forget(oldest);
    oldest.destroy();
    return true;
  }

  #forget(socket: Socket): void {
    const network = this.#open.get(socket) ?? '';
    this.#open.delete(socket);
    this.#running.delete(socket);
    const own = this.#byNetwork.get(network);
    own?.delete(socket);
    if (own?.size === 0) this.#byNetwork.delete(network);
  }
}
