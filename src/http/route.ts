import type { IncomingMessage } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Cost } from '../admission/throttle.ts';

/** A request with the names that its path has in the places of `:name`. */
export type RouteRequest = FastifyRequest<{ Params: Readonly<Record<string, string>>; Body: Buffer | undefined }>;

/** What answers the requests for a path. */
export interface Route {
  /** Where GET is among them, HEAD is as well. */
  readonly methods: readonly string[];
  /** Such as `/identity/web/admin/people/:id`. A `*` at the end stands for whatever follows. */
  readonly url: string;
  /** Of the body, in bytes. None is taken unless told otherwise. */
  readonly bodyLimit?: number;
  /**
   * As what a request counts whose sender has proved nothing; `request` unless told otherwise. `none` where it is found
   * out who asks, or counted, later.
   */
  readonly cost?: Cost | 'none';
  /** The operation of the API that the route belongs to. */
  readonly operation?: string;
  /** Monitors ask every few seconds, and the log says what has changed: an answer has no line of its own there. */
  readonly isOfMonitors?: true;
  /** Whether people see the answer. */
  readonly isPage?: boolean;
  /** Who has signed in with the browser before. */
  readonly personOf?: (request: IncomingMessage) => string | undefined;
  /** Comes before anything is made of the body. Rejects to refuse the request, or takes it over. */
  readonly onRequest?: (request: RouteRequest, reply: FastifyReply) => Promise<void>;
  readonly handler: (request: RouteRequest, reply: FastifyReply) => unknown;
}
