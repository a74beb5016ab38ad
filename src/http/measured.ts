import type { FastifyRequest } from 'fastify';
import { operations, type RequestFacts } from '../telemetry.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The operation of the API that the route belongs to. */
    operation?: string;
  }
}

/** Goes on with a request, and says to whoever measures that it has begun. */
export function beginMeasured({ method, trace }: FastifyRequest, startedAt: number, goOn: () => void): RequestFacts {
  const facts: RequestFacts = { method, trace, startedAt };
  operations.request.begin(facts, goOn);
  return facts;
}

/** @param status undefined when the caller hung up. */
export function endMeasured(facts: RequestFacts, request: FastifyRequest, status: number | undefined): void {
  const { grant, oauthError } = request.account;
  facts.operation = operationOf(request, status);
  facts.status = status;
  facts.grantType = grant as string | undefined;
  facts.oauthError = oauthError as string | undefined;
  operations.request.end(facts);
}

/** The template of the route, where there is one for the method; its values are as many as there are routes. */
function operationOf({ routeOptions }: FastifyRequest, status: number | undefined): string {
  const { operation } = routeOptions.config;
  if (operation !== undefined) return operation;
  return status === 405 ? 'none' : (routeOptions.url ?? 'none');
}
