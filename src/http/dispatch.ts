import type { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { accessOf } from '../directory/permission/access.ts';
import { permit } from '../directory/permission.ts';
import { queryOf } from '../directory/url-parts.ts';
import { hangUpSignal } from '../hang-up.ts';
import type { EnumValues } from '../operation/answer-shape.ts';
import {
  type Call,
  type Download,
  defaultBodyLimit,
  type Endpoint,
  type LongPage,
  type SuccessAnswer,
} from '../operation/endpoint.ts';
import { isWholePath } from '../operation/path.ts';
import { createPieceWriter, type PieceWriter } from './answer/pieces.ts';
import { createWriter, type Writer } from './answer/write.ts';
import { authorizeRequest, callerOfWhole } from './authorization.ts';
import { requireJson } from './body/media-type.ts';
import { entranceOf, routePrefix } from './entrance.ts';
import { type Decided, type PerformOptions, perform } from './perform.ts';
import type { Route, RouteRequest } from './route.ts';
import { streamOf } from './stream-of.ts';
import { whilePermitted } from './while-permitted.ts';

export interface ApiOptions extends PerformOptions {
  readonly enumValues: EnumValues;
}

/**
 * The routes of a description. The order is that of the original: who calls, with which right and in which
 * organization, then the media type, then everything that cannot be read, and only then the operation.
 */
export function endpointRoutes(endpoint: Endpoint, options: ApiOptions): readonly Route[] {
  const { authorization, enumValues } = options;
  const { answer } = endpoint;
  const write = writerOf(answer, enumValues);
  const writeLong = 'isLong' in answer ? createPieceWriter(answer.shape, enumValues) : undefined;
  return routeUrls(endpoint).map((url) => ({
    methods: [endpoint.method],
    url,
    bodyLimit: endpoint.bodyLimit ?? defaultBodyLimit,
    cost: accessOf(endpoint.access).who === 'anyone' ? (endpoint.cost ?? 'request') : 'none',
    operation: endpoint.operationId,
    onRequest: async (request) => {
      request.caller = await authorizeRequest(request, endpoint, authorization);
      request.wasWhole = request.raw.complete;
      if (endpoint.body && !isEmptyAllowed(request, endpoint)) requireJson(request.headers['content-type']);
    },
    handler: async (request, reply) => {
      if (endpoint.body && request.body?.length) requireJson(request.headers['content-type']);
      const askedAt = performance.now();
      const caller = await callerOfWhole(request, endpoint, authorization);
      let organizationId = '';
      const requireRight = async (ofOrganization: string) => {
        const again = await authorizeRequest(request, endpoint, authorization, performance.now() - askedAt);
        permit(again.actor, endpoint.access, ofOrganization, again.ownAccountId);
      };
      const decide = (decided: Decided) => {
        organizationId = decided.organization.id;
        return callOf(request, reply, decided);
      };
      const result = await perform(endpoint, options, caller, sentIn(request), decide, requireRight);
      const stream = (pieces: AsyncIterable<string>) =>
        streamOf(
          reply,
          whilePermitted(pieces, () => requireRight(organizationId)),
        );
      if (writeLong) return await sendLong(reply, endpoint, writeLong(result), stream);
      return send(reply, endpoint, { write, stream }, result);
    },
  }));
}

const sentIn = ({ params, raw, body, headers }: RouteRequest) => ({
  parameters: params,
  query: queryOf(raw.url),
  body,
  contentType: headers['content-type'],
});

/** Of the whole answer, or of one row of a page. */
export function writerOf(answer: SuccessAnswer, enumValues: EnumValues): Writer | undefined {
  if ('shape' in answer) return createWriter(answer.shape, enumValues);
  return 'pagesOf' in answer ? createWriter(answer.pagesOf.row, enumValues) : undefined;
}

/**
 * A request without a body needs no media type where the body is optional. Whether a chunked request without a media type
 * has a body is known when it has come in.
 */
const isEmptyAllowed = ({ headers }: RouteRequest, { isBodyOptional }: Endpoint): boolean => {
  if (isBodyOptional !== true || Number(headers['content-length'] ?? 0) !== 0) return false;
  return headers['transfer-encoding'] === undefined || headers['content-type'] === undefined;
};

/** Whole paths stand as they are; the others below the one prefix. `{name}` is written as the router wants it. */
function routeUrls({ path, aliases = [], rootPaths = [] }: Endpoint): readonly string[] {
  const below = [path, ...aliases].map((one) => (isWholePath(one) ? one : `${routePrefix}${one}`));
  return [...below, ...rootPaths].map((url) => url.replaceAll(/\{(\w+)\}/g, ':$1'));
}

function callOf(request: RouteRequest, reply: FastifyReply, decided: Decided): Call {
  const { trace, ip, headers } = request;
  let signal: AbortSignal | undefined;
  return {
    ...decided,
    traceId: trace.traceId,
    clientIp: ip,
    userAgent: headers['user-agent'] ?? null,
    get signal() {
      signal ??= hangUpSignal(reply.raw); // Made only for the operations that ask for it, and once.
      return signal;
    },
    prefix: entranceOf(request.raw).prefix,
    request: request.raw,
    response: reply.raw,
    spent: request.spent,
    header: (name, value) => reply.header(name, value),
  };
}

/** What is made while it is sent, as the body of the answer. */
type Streaming = (pieces: AsyncIterable<string>) => Readable;

function send(
  reply: FastifyReply,
  { answer }: Endpoint,
  { write, stream }: { readonly write: Writer | undefined; readonly stream: Streaming },
  result: unknown,
): FastifyReply {
  reply.status(answer.status);
  if ('download' in answer) {
    const { fileName, content } = result as Download;
    return reply
      .type(answer.download.mediaType)
      .header('content-disposition', `attachment; filename="${fileName}"`)
      .send(stream(content));
  }
  if ('text' in answer) return reply.type('text/plain; charset=utf-8').send(result);
  if (!write) return reply.send();
  if ('pagesOf' in answer) {
    return reply.type(jsonType).send(stream(pageText(result as LongPage, write)));
  }
  return reply.type(jsonType).send(JSON.stringify(write(result as never)));
}

/** A short answer is sent as a whole. A failure before the first piece is answered like any other failure. */
async function sendLong(
  reply: FastifyReply,
  { answer }: Endpoint,
  pieces: ReturnType<PieceWriter>,
  stream: Streaming,
): Promise<FastifyReply> {
  const first = await pieces.next();
  const second = await pieces.next();
  reply.status(answer.status).type(jsonType);
  if (second.done) return reply.send(first.value);
  const all = async function* () {
    yield first.value;
    yield second.value;
    yield* pieces;
  };
  return reply.send(stream(all()));
}

const jsonType = 'application/json; charset=utf-8';

/** Rows put together into one piece of the answer. */
const rowsPerPiece = 100;

async function* pageText({ totalCount, results }: LongPage, write: Writer): AsyncGenerator<string> {
  let piece = `{"totalCount":${totalCount},"results":[`;
  let rows = 0;
  for await (const row of results) {
    piece += `${rows === 0 ? '' : ','}${JSON.stringify(write(row as never))}`;
    rows += 1;
    if (rows % rowsPerPiece > 0) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}]}`;
}
