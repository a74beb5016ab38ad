import type { FastifyRequest } from 'fastify';
import { activities, type RequestFacts } from '../telemetry.ts';

/** Publishes that a request has begun, and goes on with it. */
export function beginMeasured({ method, trace }: FastifyRequest, startedAt: number, goOn: () => void): RequestFacts {
  const facts: RequestFacts = { method, trace, startedAt };
  activities.request.begin(facts, goOn);
  return facts;
}

/**
 * Publishes that a request has ended.
 *
 * @param status undefined when the caller hung up.
 */
export function endMeasured(facts: RequestFacts, request: FastifyRequest, status: number | undefined): void {
  const { grant, oauthError } = request.account;
  facts.operation = operationOf(request, status);
  facts.status = status;
  facts.grantType = grant as string | undefined;
  facts.oauthError = oauthError as string | undefined;
  activities.request.end(facts);
}

/** The operation of the API, or the template of the route. There are no more values than routes, whatever is asked for. */
function operationOf({ route }: FastifyRequest, status: number | undefined): string {
  if (route?.operation !== undefined) return route.operation;
  return status === 405 ? 'none' : (route?.url ?? 'none');
}
