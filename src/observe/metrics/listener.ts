import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { equalInConstantTime } from '../../constant-time.ts';
import { StartupError } from '../../errors.ts';

export interface MetricsAddress {
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** The bearer token that a request has to carry. Without one, anyone who can reach the address can read the metrics. */
  readonly token: string | undefined;
}

/** The response to a scrape. */
export interface Exposition {
  readonly contentType: string;
  readonly text: string;
}

export interface MetricsListener extends AsyncDisposable {
  /** Where Prometheus finds the metrics. */
  readonly url: string;
}

/** Few programs scrape, and not often. */
const limits = { maxConnections: 32, headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 75_000 };

/**
 * Responds to `GET /metrics` at an address of its own, so that a network can separate operators from clients.
 *
 * @throws StartupError when the address cannot be had.
 */
export async function listenForMetrics(
  { host, port, token }: MetricsAddress,
  expose: () => Promise<Exposition>,
): Promise<MetricsListener> {
  const { maxConnections, ...timeouts } = limits;
  const server = createServer(timeouts, (request, response) => {
    answer(request, response, token, expose).catch(() => response.destroy());
  });
  server.maxConnections = maxConnections;
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    const address = `${host}:${port}`;
    throw new StartupError(
      `Metrics cannot be offered at ${address} (${(error as Error).message}). Choose another address with --metrics-host and --metrics-port.`,
    );
  }
  server.unref();
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${isIP(address) === 6 ? `[${address}]` : address}:${bound}/metrics`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { method = '', url = '', headers }: IncomingMessage,
  response: ServerResponse,
  token: string | undefined,
  expose: () => Promise<Exposition>,
): Promise<void> {
  response.setHeader('cache-control', 'no-store').setHeader('x-content-type-options', 'nosniff');
  if (url.split('?', 1)[0] !== '/metrics') response.writeHead(404).end();
  else if (method !== 'GET' && method !== 'HEAD') response.writeHead(405, { allow: 'GET, HEAD' }).end();
  else if (token !== undefined && !isBearer(headers.authorization, token)) {
    response.writeHead(401, { 'www-authenticate': 'Bearer realm="metrics"' }).end();
  } else {
    const { contentType, text } = await expose();
    response.writeHead(200, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
    response.end(method === 'HEAD' ? '' : text);
  }
}

function isBearer(authorization: string | undefined, token: string): boolean {
  const given = /^bearer +(\S+) *$/i.exec(authorization ?? '')?.[1] ?? '';
  return equalInConstantTime(given, token);
}
