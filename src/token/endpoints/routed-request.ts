import type { IncomingMessage } from 'node:http';
import type { RequestContext } from '../provider/library-request.ts';

/** A request whose `url` is one of the paths; `originalUrl` is the URL as it was fetched. */
export type RoutedRequest = IncomingMessage &
  RequestContext & {
    readonly originalUrl?: string;
    /**
     * Reads the body.
     *
     * @throws GatehouseError PayloadTooLarge when it has more bytes than the limit, UnsupportedMediaType when it is
     *   compressed, Overloaded when there is no room for it, Cancelled when the caller goes away.
     */
    readonly receive: (limit: number) => Promise<Buffer>;
  };

/** Adds fields to the log line of the request. */
export type AddToLog = (fields: Readonly<Record<string, string>>) => void;
