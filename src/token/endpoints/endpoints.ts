import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendFault, sendJson } from '../answer.ts';
import { keySetCacheSeconds } from '../keys/schedule.ts';
import { createProviderHandler, type ProviderHandlerParts } from '../provider/handler.ts';
import { discoveryDocument } from './discovery.ts';
import { answerIntrospection, type IntrospectionEndpointParts } from './introspection.ts';
import {
  discoveryPath,
  introspectionPath,
  keySetPath,
  prefixOf,
  revocationPath,
  tokenPath,
  userInfoPath,
} from './paths.ts';
import { answerRevocation, type RevocationEndpointParts } from './revocation.ts';
import { answerTokenRequest } from './token.ts';
import { answerUserInfo, type UserInfoParts } from './user-info.ts';

/** A request whose `url` is one of the paths; `originalUrl` is the URL as it was fetched. */
export type RoutedRequest = IncomingMessage & { readonly originalUrl?: string };

export type EndpointsParts = ProviderHandlerParts &
  IntrospectionEndpointParts &
  RevocationEndpointParts &
  UserInfoParts & {
    /** Under which clients reach the server, without a slash at the end. */
    readonly externalUrl: string;
  };

/** Takes what the log line of the request should say. */
export type Note = (fields: Readonly<Record<string, string>>) => void;

interface Endpoint {
  readonly methods: readonly string[];
  readonly answer: (request: RoutedRequest, response: ServerResponse, note: Note) => Promise<void> | void;
}

/** What everyone may read, pages of other origins included, and keep for a while. */
const publicDocument = {
  'access-control-allow-origin': '*',
  'cache-control': `public, max-age=${keySetCacheSeconds}`,
};

/** Makes the handler of every endpoint that is live. It answers whatever happens, and never throws. */
export function createEndpoints(parts: EndpointsParts) {
  const { issuer, externalUrl, keys, now, onFault } = parts;
  const providerHandler = createProviderHandler(parts);
  const endpoints: ReadonlyMap<string, Endpoint> = new Map([
    [
      discoveryPath,
      readable((request) => {
        const prefix = prefixOf(request.originalUrl ?? '', discoveryPath);
        return discoveryDocument(issuer, `${externalUrl}${prefix}`);
      }),
    ],
    [keySetPath, readable(() => ({ keys: keys.published(now()) }))],
    [
      tokenPath,
      {
        methods: ['POST'],
        answer: (request, response, note) =>
          answerTokenRequest(request, response, providerHandler(), note, { ...parts, signer: (at) => keys.signer(at) }),
      },
    ],
    [introspectionPath, { methods: ['POST'], answer: (...exchange) => answerIntrospection(...exchange, parts) }],
    [revocationPath, { methods: ['POST'], answer: (...exchange) => answerRevocation(...exchange, parts) }],
    [
      userInfoPath,
      {
        methods: ['GET', 'POST'],
        answer: (...exchange) => answerUserInfo(...exchange, parts),
      },
    ],
  ]);

  return async (request: RoutedRequest, response: ServerResponse, note: Note = () => {}): Promise<void> => {
    try {
      const [path = ''] = (request.url ?? '').split('?', 1);
      const endpoint = endpoints.get(path);
      if (!endpoint) response.writeHead(404, { 'content-length': 0 }).end();
      else if (isPreflight(request)) answerPreflight(request, response, endpoint);
      else if (!endpoint.methods.includes(request.method ?? '')) refuseMethod(response, endpoint);
      else await endpoint.answer(request, response, note);
    } catch (error) {
      if (response.destroyed) return; // The caller went away in the middle of the request.
      onFault(error);
      if (response.headersSent) response.destroy();
      else sendFault(response);
    }
  };
}

const readable = (document: (request: RoutedRequest) => object): Endpoint => ({
  methods: ['GET', 'HEAD'],
  answer: (request, response) => sendJson(response, 200, document(request), publicDocument),
});

function refuseMethod(response: ServerResponse, { methods }: Endpoint): void {
  response.writeHead(405, { allow: methods.join(', '), 'content-length': 0 }).end();
}

/** A browser asks before it sends a request with headers of its own (Fetch standard, CORS preflight). */
const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Which client the page speaks for is not known yet: whether it may read the answer is decided with the request. */
function answerPreflight({ headers }: IncomingMessage, response: ServerResponse, { methods }: Endpoint): void {
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
