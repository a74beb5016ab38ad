import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Gate } from '../admission/gate.ts';
import type { LargeWrites } from '../admission/large-writes.ts';
import { networkOf } from '../admission/network.ts';
import type { Throttle } from '../admission/throttle.ts';
import { ownPath } from '../directory/own-path.ts';
import { basePathOf, pathOf } from '../directory/url-parts.ts';
import { type Failure, GatehouseError, isLoggedEachTime } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import type { EnumValues } from '../operation/answer-shape.ts';
import type { Endpoint } from '../operation/endpoint.ts';
import type { Resource } from '../operation/vocabulary.ts';
import type { LongAnswers } from './answer/long-answers.ts';
import type { ApiAuthorization, AuthorizedCaller } from './authorization.ts';
import type { Bodies } from './body/bodies.ts';
import type { ReaderThread } from './body/reader-thread.ts';
import { behindDoor } from './console/door.ts';
import { createOperations } from './console/operations.ts';
import { consolePages } from './console/pages.ts';
import { addCors } from './cors.ts';
import { endpointRoutes } from './dispatch.ts';
import { rewriteUrl } from './entrance.ts';
import { type Health, healthRoutes } from './health.ts';
import { type LegacyLogin, legacyLoginRoutes } from './legacy-login.ts';
import { type Listener, strictTransport } from './listener.ts';
import { beginMeasured, endMeasured } from './measured.ts';
import { type OAuth, oauthRoutes } from './oauth.ts';
import { loadedAssets } from './pages/assets.ts';
import { failurePage } from './pages/failure-page.ts';
import { type PagesParts, pageRoutes } from './pages/pages.ts';
import { policyHeaders } from './pages/policy-headers.ts';
import { apiDescriptionRoutes } from './pages/swagger/routes.ts';
import { type ProblemTypes, problemOf } from './problem.ts';
import { RefusalLog } from './refusal-log.ts';
import { ownTarget, unclearTarget } from './request-target.ts';
import type { Route } from './route.ts';
import { answerRoutes, findRoutes } from './routing.ts';
import { addThrottle, mayRefuse } from './throttling.ts';
import { continueTrace, type Trace } from './trace.ts';

declare module 'fastify' {
  interface FastifyRequest {
    trace: Trace;
    /** What the log line of the request says about who called and how it ended. */
    account: Record<string, unknown>;
    /** Set as soon as the caller of an operation is known. */
    caller: AuthorizedCaller | undefined;
    /** Whether all of the body was there by then. */
    wasWhole: boolean;
  }
}

export interface HttpServerParts {
  readonly resources: readonly Resource[];
  readonly authorization: ApiAuthorization;
  readonly oauth: OAuth;
  readonly health: Health;
  /** Whether pages of a registered application come from there. */
  readonly isOrigin: (origin: string) => Promise<boolean>;
  readonly legacyLogin: LegacyLogin;
  readonly pages: PagesParts;
  readonly log: Log;
  readonly listener: Listener;
  readonly problemTypes: ProblemTypes;
  readonly enumValues: EnumValues;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly trustedProxies: readonly string[];
  readonly throttle: Throttle;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  readonly bodies: Bodies;
  readonly readerThread: ReaderThread;
  readonly longAnswers: LongAnswers;
  readonly largeWrites: LargeWrites;
}

/** Puts the HTTP side of Gatehouse behind the listener. When it resolves, requests are answered. */
export async function createHttpServer(parts: HttpServerParts): Promise<FastifyInstance> {
  const app = createApp(parts);
  addBodies(app, parts.bodies);
  app.decorateRequest('trace', null as unknown as Trace);
  app.decorateRequest('account', null as unknown as Record<string, unknown>);
  app.decorateRequest('caller', undefined);
  app.decorateRequest('wasWhole', false);
  findRoutes(app, routesOf(parts));
  const refusals = new RefusalLog(parts.log, () => performance.now());
  app.addHook('onClose', async () => refusals.close());
  app.addHook('onRequest', (request, reply, done) => {
    // The target is looked at before anything is made of the body.
    followRequest(parts, refusals, request, reply, () => done(unclearTarget(request.originalUrl, request.raw)));
  });
  app.setErrorHandler((error, request, reply) => {
    const failure = failureOf(error);
    if (isLoggedEachTime(failure)) parts.log.error({ traceId: request.trace.traceId, error: inspect(error) }, 'fault');
    return sendFailure(parts, request, reply, failure);
  });
  addCors(app, parts.isOrigin);
  addThrottle(app, parts.throttle, parts.log);
  answerRoutes(app);
  await app.ready();
  return app;
}

function routesOf(parts: HttpServerParts): readonly Route[] {
  const { authorization, bodies, log } = parts;
  const endpoints = parts.resources.flatMap((resource) => resource.endpoints);
  const described = endpoints.flatMap((endpoint) => endpointRoutes(endpoint, parts));
  const others = [
    ...healthRoutes(parts.health, log),
    ...oauthRoutes(parts.oauth, { organizations: authorization.organizations, bodies }),
    ...apiDescriptionRoutes(parts),
    ...legacyLoginRoutes(parts.legacyLogin),
    ...pageRoutes(parts.pages, consoleOf(parts, endpoints), log),
  ];
  requireDescriptions(others);
  return [...described, ...others];
}

/** The pages of the console, which do what they do with the operations of the API. */
const consoleOf = (parts: HttpServerParts, endpoints: readonly Endpoint[]) =>
  behindDoor(consolePages, {
    operations: createOperations(endpoints, parts),
    organizations: parts.authorization.organizations,
  });

/** The framework behind the listener, without its own parsers and schemas. */
function createApp(parts: HttpServerParts): FastifyInstance {
  const basePath = basePathOf(parts.externalUrl);
  const app = Fastify({
    logger: false,
    trustProxy: parts.trustedProxies.length > 0 ? [...parts.trustedProxies] : false,
    serverFactory: (handler) => {
      parts.listener.serve((request, response) => {
        request.url = ownTarget(request.url ?? '/', basePath);
        handler(request, response);
      });
      return parts.listener.server;
    },
    rewriteUrl: rewriteUrl(basePath),
    clientErrorHandler: refuseMalformed(parts.externalUrl.startsWith('https:')),
    schemaController: { compilersFactory: { buildValidator: () => neverAsked, buildSerializer: () => neverAsked } },
    frameworkErrors: (error, request, reply) => sendFailure(parts, request, reply, failureOf(error)),
  });
  app.removeAllContentTypeParsers();
  return app;
}

/**
 * After a failure of a parser the framework closes the connection, and a caller that is still sending never reads the
 * answer. So the failure takes the place of the body; the rest of the body is read and discarded, for a limited time.
 */
function addBodies(app: FastifyInstance, bodies: Bodies): void {
  app.addContentTypeParser('*', ({ raw, route }: FastifyRequest) =>
    bodies.receive(raw, route?.bodyLimit ?? 0).catch((failure: unknown) => failure),
  );
  app.addHook('preValidation', (request, _reply, done) => {
    done(request.body instanceof GatehouseError ? request.body : undefined);
  });
}

/** Routes use no schemas of the framework: its compilers would take longer to load than most of the server. */
function neverAsked(): never {
  throw new Error('A route has a schema of the framework.');
}

/** No route of the API exists without a description, and the compiler sees to it that each names who may call it. */
function requireDescriptions(others: readonly Route[]): void {
  const undescribed = others.find(({ url }) => /^\/(identity|portal_|audit_|orchestrator_)\/api\//i.test(url));
  if (undescribed) throw new Error(`The route ${undescribed.url} has no description.`);
}

/**
 * Gives the request its trace and goes on with it. When the answer is out or the caller is gone, ends its body and writes
 * its log line.
 */
function followRequest(
  { log, bodies }: HttpServerParts,
  refusals: RefusalLog,
  request: FastifyRequest,
  reply: FastifyReply,
  goOn: () => void,
): void {
  const start = performance.now();
  request.trace = continueTrace(request.headers.traceparent);
  request.account = {};
  reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
  const path = pathOf(request.originalUrl);
  const { ip } = request; // Gone once the connection is.
  reply.raw.once('close', () => {
    bodies.release(request.raw);
    const isAborted = !reply.raw.writableFinished;
    endMeasured(facts, request, isAborted ? undefined : reply.raw.statusCode);
    const { method, trace, account } = request;
    if (request.route?.isOfMonitors && !isAborted) return;
    const isRefusal = account.actor === undefined && (isAborted || reply.raw.statusCode >= 400);
    if (isRefusal && !refusals.hasLine(networkOf(ip))) return;
    const ms = Math.round((performance.now() - start) * 10) / 10;
    const outcome = isAborted ? { aborted: true } : { status: reply.raw.statusCode };
    log.info({ traceId: trace.traceId, method, path, ip, ms, ...outcome, ...account }, 'request');
  });
  const facts = beginMeasured(request, start, goOn);
}

async function sendFailure(parts: HttpServerParts, request: FastifyRequest, reply: FastifyReply, failure: Failure) {
  // A URL that cannot be routed fails before the request has its trace.
  const { traceParent } = request.trace ?? continueTrace(request.headers.traceparent);
  const { status, headers, body } = problemOf(failure, parts.problemTypes, traceParent);
  if (request.account) request.account.failure = new GatehouseError(failure).message.slice(0, 500);
  if (!(await mayRefuse(parts.throttle, request, failure))) {
    request.raw.destroy();
    return reply.hijack();
  }
  reply.status(status).headers(headers);
  // A page has links that begin as its address does: none may lead to another host.
  if (request.route?.isPage && ownPath(request.originalUrl)) {
    const page = failurePage(request, await loadedAssets(), failure, parts.externalUrl);
    return reply.headers(policyHeaders()).type('text/html; charset=utf-8').send(page);
  }
  return reply.serializer(JSON.stringify).send(body);
}

/** Translates what the framework throws; everything unexpected is an internal fault. */
function failureOf(error: unknown): Failure {
  if (error instanceof GatehouseError) return error.failure;
  const { code = '', statusCode = 500 } = error as { code?: string; statusCode?: number };
  if (statusCode === 413) return { code: 'PayloadTooLarge' };
  if (statusCode === 415) return { code: 'UnsupportedMediaType' };
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_ASYNC_CONSTRAINT' || (statusCode >= 400 && statusCode < 500)) {
    return { code: 'BadRequest', detail: 'The request could not be understood.' };
  }
  return { code: 'Internal' };
}

/** Answers what is not HTTP in short, and closes the connection. */
function refuseMalformed(isSecure: boolean) {
  const transport = isSecure ? `Strict-Transport-Security: ${strictTransport}\r\n` : '';
  return (error: NodeJS.ErrnoException, socket: Socket): void => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const status = malformed[error.code ?? ''] ?? '400 Bad Request';
    socket.end(`HTTP/1.1 ${status}\r\n${transport}Content-Length: 0\r\nConnection: close\r\n\r\n`);
  };
}

const malformed: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
