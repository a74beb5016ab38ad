import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Organizations } from '../directory/organization.ts';
import { type Actor, requireOrganization, requireScope } from '../directory/permission.ts';
import { GatehouseError } from '../errors.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { readJson } from './json/read.ts';
import { decodeBody, requireJson } from './media-type.ts';
import { entranceOf, routePrefix } from './paths.ts';
import { organizationOf } from './place.ts';
import { ValidationErrors } from './validation-errors.ts';

/** What stands before every operation. */
export interface ApiGate {
  /** @throws GatehouseError Unauthenticated. */
  readonly authenticate: (authorization: string | undefined) => Promise<Actor>;
  readonly organizations: Organizations;
}

/**
 * Makes a route of a description. The order is that of the original: who calls, in which scope and organization, then
 * the media type, then everything that cannot be read, and only then the operation.
 */
export function addEndpoint(app: FastifyInstance, endpoint: Endpoint, gate: ApiGate, bodyLimit: number): void {
  const actors = new WeakMap<FastifyRequest, Actor>();
  app.route<{ Params: Record<string, string>; Body: Buffer | undefined }>({
    method: endpoint.method,
    url: routeUrl(endpoint.path),
    bodyLimit: Math.min(bodyLimit, endpoint.bodyLimit ?? bodyLimit),
    onRequest: async (request) => {
      const actor = await admit(request, endpoint, gate);
      actors.set(request, actor);
      requireJson(request.headers['content-type']);
    },
    handler: async (request, reply) => {
      const actor = actors.get(request) as Actor;
      const body = await bind(request, endpoint);
      const { params, trace, ip } = request;
      const { traceId } = trace;
      const signal = hangUpSignal(reply);
      const answer = await endpoint.handle({ actor, parameters: params, body, traceId, clientIp: ip, signal });
      return reply.status(endpoint.status).send(answer);
    },
  });
}

/** Below the one prefix, with `{name}` written as the router wants it. */
const routeUrl = (path: string): string => `${routePrefix}${path.replaceAll(/\{(\w+)\}/g, ':$1')}`;

async function admit(request: FastifyRequest, endpoint: Endpoint, gate: ApiGate): Promise<Actor> {
  const actor = await gate.authenticate(request.headers.authorization);
  const { type, id, organizationId } = actor;
  Object.assign(request.account, { operation: endpoint.operationId, organizationId, actor: `${type} ${id}` });
  requireScope(actor, endpoint.scopes);
  const organization = await organizationOf(gate.organizations, entranceOf(request.raw));
  if (organization) requireOrganization(actor, organization.id);
  return actor;
}

/** Reads parameters and body; everything that is wrong with either is reported together. */
async function bind(
  request: FastifyRequest<{ Params: Record<string, string>; Body: Buffer | undefined }>,
  endpoint: Endpoint,
): Promise<Call['body']> {
  const errors = new ValidationErrors();
  for (const [name, isValid] of Object.entries(endpoint.parameters)) {
    const value = request.params[name] ?? '';
    if (!(await isValid(value))) errors.add(name, `The value '${value}' is not valid.`);
  }
  const text = decodeBody(request.body ?? Buffer.alloc(0), request.headers['content-type'] ?? '');
  const read = readJson(text, endpoint.body);
  for (const { key, message } of readErrors(read)) errors.add(key, message);
  if (errors.size > 0 || !read.ok || read.value === null) {
    throw new GatehouseError({ code: 'ValidationFailed', errors: errors.toObject() });
  }
  return read.value;
}

function readErrors(read: ReturnType<typeof readJson>): readonly { key: string; message: string }[] {
  if (!read.ok) return read.errors;
  return read.value === null ? [{ key: '', message: 'A non-empty request body is required.' }] : [];
}

function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** A path that exists answers every method it does not know with 405 and the ones it does. */
export function refuseOtherMethods(app: FastifyInstance, endpoints: readonly Endpoint[]): void {
  const methods = Map.groupBy(endpoints, (endpoint) => routeUrl(endpoint.path));
  for (const [url, described] of methods) {
    const allow = described.map(({ method }) => method as string);
    const refuse = async () => {
      throw new GatehouseError({ code: 'MethodNotAllowed', allow });
    };
    const others = app.supportedMethods.filter((method) => !allow.includes(method));
    app.route({ method: others, url, onRequest: refuse, handler: refuse });
  }
}
