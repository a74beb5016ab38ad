import type { ServerResponse } from 'node:http';
import type { Cost } from '../../admission/throttle.ts';
import { keySetCacheSeconds } from '../keys/schedule.ts';
import { sendJson } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

export type HandlerArguments = [request: RoutedRequest, response: ServerResponse, note: AddToLog];

export interface Endpoint {
  readonly methods: readonly string[];
  /** Browsers are redirected to it; pages of other origins must not read it. */
  readonly isForBrowsers?: true;
  /** What a request costs of its network's budget, before anything of it is read. */
  readonly cost?: Cost;
  readonly handle: (...request: HandlerArguments) => Promise<void> | void;
}

/** By path, below the prefix; `:id` stands for any segment. */
export type EndpointSet = ReadonlyMap<string, Endpoint>;

export const endpoint = (methods: readonly string[], handle: Endpoint['handle']): Endpoint => ({ methods, handle });

export const browserEndpoint = (methods: readonly string[], handle: Endpoint['handle']): Endpoint => ({
  methods,
  handle,
  isForBrowsers: true,
});

/** Anyone may read it, also pages of other origins, and cache it for a while. */
const publicDocument = {
  'access-control-allow-origin': '*',
  'cache-control': `public, max-age=${keySetCacheSeconds}`,
};

/** An endpoint that returns a public document. */
export const publicEndpoint = (document: (request: RoutedRequest) => object): Endpoint => ({
  methods: ['GET', 'HEAD'],
  handle: (request, response) => sendJson(response, 200, document(request), publicDocument),
});
