import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerOptions, setMaxIdleHTTPParsers } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';
import { networkOf } from '../admission/network.ts';
import { StartupError } from '../errors.ts';
import { Connections } from './connections.ts';
import { localUrl } from './local-url.ts';
import { oneByOne } from './one-by-one.ts';
import { boundUnread } from './unread-answers.ts';

/**
 * A bound port. It is taken before anything else is made, so that a start that cannot listen leaves nothing behind and
 * the real port is known before the first link is handed out.
 */
export interface Listener {
  readonly server: Server;
  /** `http://host:port`, as a client on this machine can use it. */
  readonly url: string;
  /** How many connections are open. */
  connections(): number;
  /** From now on requests are answered; until then they are told to come back. */
  serve(handler: RequestListener): void;
  /** Takes no new connections, waits for running requests at most `drainMs`, then cuts what is left. */
  close(drainMs: number): Promise<void>;
}

/** Limits how long a slow sender holds a connection and what was sent already; checked every five seconds. */
const patience = {
  headersTimeout: 15_000,
  requestTimeout: 60_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 5000,
};

/** So long a connection may stand still while a request is answered, or its answer is not taken. */
const usualStillMs = 5 * 60_000;

/** Bytes of answers that may wait for all clients together. */
const mostUnread = 128 * 1024 * 1024;

/** What Node keeps for connections to come. Each takes 10 KiB, and it would keep a thousand. */
const sparedParsers = 64;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  /** Whether clients reach the server over TLS. */
  readonly isSecure: boolean;
  readonly maxConnections: number;
  readonly timeouts?: Timeouts;
  /** How long a connection may stand still while something is asked over it, in milliseconds. */
  readonly stillMs?: number;
}

/** In milliseconds, as `node:http` names them. */
type Timeouts = Pick<ServerOptions, 'headersTimeout' | 'requestTimeout' | 'connectionsCheckingInterval'>;

/** Has browsers use nothing but TLS for a year from each answer on (RFC 6797). */
export const strictTransport = 'max-age=31536000';

/** @throws StartupError when the address cannot be bound. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { host, port, isSecure, maxConnections, timeouts, stillMs = usualStillMs } = options;
  let handler: RequestListener = (_request, response) => {
    response.writeHead(503, { 'retry-after': '1', 'content-length': '0' }).end();
  };
  const connections = new Connections(maxConnections, ({ remoteAddress = '' }) => networkOf(remoteAddress));
  setMaxIdleHTTPParsers(sparedParsers);
  const answer: RequestListener = (request, response) => {
    const { socket } = request;
    connections.use(socket);
    response.once('close', () => connections.release(socket));
    if (isSecure) response.setHeader('strict-transport-security', strictTransport);
    // While draining, the connection ends with the answer.
    if (!server.listening) response.setHeader('connection', 'close');
    handler(request, response);
  };
  const server = createServer({ ...patience, ...timeouts }, oneByOne(answer));
  server.timeout = stillMs;
  // Node would refuse an expectation it does not know by itself; it may as well be ignored (RFC 9110 section 10.1.1).
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  server.on('connection', (socket) => {
    // One that was reset already has no address any more; of any other, Node keeps what was asked for once.
    if (socket.remoteAddress === undefined) socket.destroy();
    else if (!connections.accept(socket)) refuse(socket);
  });
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new StartupError(unavailable(host, port, error as NodeJS.ErrnoException));
  }
  const bound = boundUnread(() => connections.all(), mostUnread);
  return {
    server,
    url: localUrl(host, (server.address() as AddressInfo).port),
    connections: () => connections.size,
    serve: (next) => {
      handler = next;
    },
    close: (drainMs) => close(server, connections, drainMs).finally(() => bound[Symbol.dispose]()),
  };
}

function refuse(socket: Socket): void {
  const head = ['HTTP/1.1 503 Service Unavailable', 'Retry-After: 5', 'Content-Length: 0', 'Connection: close'];
  socket.on('error', () => {}).end(`${head.join('\r\n')}\r\n\r\n`);
  socket.destroySoon();
}

/** A request may be on its way over a connection that looks idle: such connections are closed only after this long. */
const graceMs = 300;

async function close(server: Server, connections: Connections, drainMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  // Not `server.close()`: it cuts idle connections at once, and never those over which nothing was asked yet.
  NetServer.prototype.close.call(server);
  const sweep = setInterval(() => connections.closeIdle(), graceMs);
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
  server.close(); // Now it only ends the timer that looks for slow requests, which keeps the whole server in memory.
}

function unavailable(host: string, port: number, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EADDRINUSE') return `Port ${port} is in use by another program. Choose another one with --port.`;
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Choose one above 1023 with --port.`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `This machine has no address "${host}". Choose another one with --host.`;
  }
  return `Cannot listen on ${host}:${port} (${message}).`;
}
