import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Throttle } from '../../admission/throttle.ts';
import { pathOf } from '../../directory/url-parts.ts';
import { isUnavailable } from '../../errors.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Endpoint, EndpointSet } from './endpoint.ts';
import { prefixOf } from './paths.ts';
import { sendRefusal } from './refusal.ts';
import { sendFault } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

interface DispatcherParts {
  readonly keys: Pick<KeyRing, 'refresh'>;
  readonly throttle: Throttle;
  readonly onFault: (error: unknown) => void;
}

/** Hands each request to its endpoint. Always sends a response and never throws. */
export function createDispatcher(
  endpointsFor: (prefix: string) => EndpointSet,
  { keys, throttle, onFault }: DispatcherParts,
) {
  return async (request: RoutedRequest, response: ServerResponse, note: AddToLog = () => {}): Promise<void> => {
    Object.assign(request, { note });
    try {
      const path = pathOf(request.url);
      const endpoints = endpointsFor(prefixOf(request.originalUrl ?? '', path));
      const endpoint = endpoints.get(path) ?? endpoints.get(path.replace(/[^/]+$/, ':id'));
      if (!endpoint) response.writeHead(404, { 'content-length': 0 }).end();
      else if (isPreflight(request) && !endpoint.isForBrowsers) sendPreflight(request, response, endpoint);
      else if (!endpoint.methods.includes(request.method ?? '')) refuseMethod(response, endpoint);
      else {
        await keys.refresh();
        await endpoint.handle(request, response, note);
      }
    } catch (error) {
      if (response.destroyed) return; // The caller has closed the connection.
      const isRefusal = await sendRefusal(error, request, response, throttle);
      if (!isRefusal || isUnavailable(error)) onFault(error);
      if (isRefusal) return;
      if (response.headersSent) response.destroy();
      else sendFault(response);
    }
  };
}

function refuseMethod(response: ServerResponse, { methods }: Endpoint): void {
  response.writeHead(405, { allow: methods.join(', '), 'content-length': 0 }).end();
}

/** The question of a browser whether a page may send a request (Fetch standard, CORS preflight). */
const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** The client is not known yet: whether the page may read the response is decided with the request itself. */
function sendPreflight({ headers }: IncomingMessage, response: ServerResponse, { methods }: Endpoint): void {
  response
    .writeHead(204, {
      'access-control-allow-origin': headers.origin,
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
      'access-control-max-age': '3600',
      vary: 'Origin, Access-Control-Request-Headers',
    })
    .end();
}
