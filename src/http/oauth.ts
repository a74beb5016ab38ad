import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Cost, Spent } from '../admission/throttle.ts';
import type { Organizations } from '../directory/organization.ts';
import { queryOf } from '../directory/url-parts.ts';
import type { Bodies } from './body/bodies.ts';
import { entranceOf, routePrefix } from './entrance.ts';
import type { Route, RouteRequest } from './route.ts';
import { organizationOfUrl } from './url-organization.ts';

/** The part of the token service that the HTTP side needs. */
export interface OAuth {
  /** The methods of the endpoints by path, below the prefix, in lower case: `/connect/token`, … `:id` stands for any segment. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** As what a browser that was sent there counts for its network, before anything is read. */
  readonly costs: ReadonlyMap<string, Cost>;
  /**
   * Handles a request whose `url` is one of the paths, with the query it came with. `originalUrl` is the URL as
   * fetched, from which the service finds the prefix for the links it hands out. `receive` takes its body in, up to so
   * many bytes. `note` takes what the log should say.
   */
  readonly handle: (
    request: IncomingMessage & {
      originalUrl: string;
      traceId: string;
      clientIp: string;
      organizationId: string | undefined;
      spent: Spent | undefined;
      receive: (limit: number) => Promise<Buffer>;
    },
    response: ServerResponse,
    note: (fields: Readonly<Record<string, string>>) => void,
  ) => Promise<void>;
}

interface OAuthParts {
  readonly organizations: Organizations;
  readonly bodies: Bodies;
}

/**
 * The token service's endpoints. They take the request before the framework looks at its body, because they read bodies
 * themselves, of every media type.
 */
export function oauthRoutes(oauth: OAuth, { organizations, bodies }: OAuthParts): readonly Route[] {
  return [...oauth.methods].map(([path, methods]) => {
    const hand = async (request: RouteRequest, reply: FastifyReply): Promise<void> => {
      const organizationId = (await organizationOfUrl(organizations, entranceOf(request.raw)))?.id;
      const { originalUrl, ip: clientIp, spent } = request;
      const receive = (limit: number) => bodies.receive(request.raw, limit);
      const { traceId } = request.trace;
      const known = { originalUrl, clientIp, traceId, organizationId, spent, receive };
      const raw = Object.assign(request.raw, known);
      const pathname = path.replace(':id', () => encodeURIComponent(request.params.id ?? ''));
      raw.url = `${pathname}?${queryOf(raw.url)}`;
      for (const [name, value] of Object.entries(reply.getHeaders())) reply.raw.setHeader(name, value as string);
      reply.hijack();
      await oauth.handle(raw, reply.raw, (fields) => Object.assign(request.account, fields));
    };
    const cost = oauth.costs.get(path);
    return {
      methods: [...methods, 'OPTIONS'], // Whether the pages of an origin may ask is for the service to say.
      url: `${routePrefix}${path}`,
      cost: cost ?? 'none',
      isPage: cost !== undefined,
      onRequest: hand,
      handler: hand,
    };
  });
}
