import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GatehouseError } from '../errors.ts';
import { noSuchAddress } from './no-such-address.ts';
import type { Route, RouteRequest } from './route.ts';
import { createRouter, type Found, parametersOf } from './router.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What there is for the path, whatever the method; undefined where there is nothing. */
    found: Found | undefined;
    /** What answers the request, if anything does. */
    route: Route | undefined;
  }
}

/** Finds the route of each request, before the hooks that are added from now on. */
export function findRoutes(app: FastifyInstance, routes: readonly Route[]): void {
  const find = createRouter(routes);
  app.decorateRequest('found', undefined);
  app.decorateRequest('route', undefined);
  app.addHook('onRequest', (request, _reply, done) => {
    request.found = find(request.url, request.method);
    const target = request.found?.targets.get(request.method);
    request.route = target?.route;
    if (target) request.params = parametersOf(target, request.found?.values ?? []);
    done();
  });
}

/**
 * Has the routes answer, after the hooks that were added until now. To the framework they are one: it would compile functions for
 * every path and method, which took a fourth of the time of a start.
 */
export function answerRoutes(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!request.route) throw refusal(request);
    await request.route.onRequest?.(request as RouteRequest, reply);
  });
  const handler = (request: FastifyRequest, reply: FastifyReply) =>
    request.route?.handler(request as RouteRequest, reply);
  app.get('*', handler); // Where there is a route for GET, the framework answers HEAD.
  app.route({ method: app.supportedMethods.filter((method) => !/^(?:GET|HEAD)$/.test(method)), url: '*', handler });
}

/** 405 and a list of the methods that the path has (RFC 9110 section 15.5.6); where it has none, 404. */
function refusal({ found }: FastifyRequest): GatehouseError {
  if (!found) return noSuchAddress();
  // With OPTIONS browsers ask about a path, whatever its methods are.
  const allow = [...found.targets.keys()].filter((method) => method !== 'OPTIONS');
  return new GatehouseError({ code: 'MethodNotAllowed', allow });
}
