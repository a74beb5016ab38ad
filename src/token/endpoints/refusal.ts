import type { ServerResponse } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Throttle } from '../../admission/throttle.ts';
import { GatehouseError, storeRetrySeconds } from '../../errors.ts';
import { PageRefusal } from './page-refusal.ts';
import { type RefusalFacts, refusalFacts } from './refusal-facts.ts';
import { busyResponses, sendBusy, sendError, sendRedirect } from './response.ts';
import type { RoutedRequest } from './routed-request.ts';

/**
 * Sends the response to a refused request, at the pace of the caller's network. Returns false, and sends nothing, when the
 * error is not a refusal but a fault of the server.
 */
export async function sendRefusal(
  error: unknown,
  request: RoutedRequest,
  response: ServerResponse,
  throttle: Throttle,
): Promise<boolean> {
  request.note?.({ ...factsOf(error) });
  const send = senderOf(error, request, response);
  if (send === undefined) return false;
  const clientIp = request.clientIp ?? '';
  const wasCounted = error instanceof GatehouseError && error.failure.code !== 'Unauthenticated';
  if (await (wasCounted ? throttle.pace(clientIp) : throttle.paceRefusal(clientIp))) send();
  else response.destroy();
  // A caller that is still sending does not read the response: the rest of the body is read and dropped.
  request.resume();
  return true;
}

/** For the log and the metrics, which name the error that the body has. */
function factsOf(error: unknown): Pick<RefusalFacts, 'oauthError' | 'reason'> | undefined {
  if (error instanceof PageRefusal) return factsOf(error.refusal);
  if (error instanceof errors.OIDCProviderError) return refusalFacts(error, undefined, undefined);
  const busy = busyOf(error);
  if (!busy) return undefined;
  const { error: oauthError, error_description: reason } = busyResponses[busy.code].body;
  return { oauthError, reason };
}

/** Of what has no time, or no store, for the request: which answer says so, and after how many seconds to try again. */
function busyOf(error: unknown) {
  if (!(error instanceof GatehouseError)) return undefined;
  const { failure } = error;
  if (failure.code === 'Overloaded' || failure.code === 'TooManyRequests') return failure;
  return failure.code === 'Unavailable' ? { code: failure.code, retryAfterSeconds: storeRetrySeconds } : undefined;
}

function senderOf(error: unknown, request: RoutedRequest, response: ServerResponse): (() => void) | undefined {
  if (error instanceof PageRefusal) return () => sendRedirect(response, error.url);
  if (error instanceof errors.OIDCProviderError) {
    // RFC 6749 section 5.2.
    const isBasic = error instanceof errors.InvalidClient && /^basic\b/i.test(request.headers.authorization ?? '');
    return () => sendError(response, error, isBasic ? 'Basic realm="clients", charset="UTF-8"' : undefined);
  }
  const busy = busyOf(error);
  if (busy) return () => sendBusy(response, busy.code, busy.retryAfterSeconds);
  if (!(error instanceof GatehouseError) || error.failure.code !== 'Unauthenticated') return undefined;
  const headers = { 'www-authenticate': error.failure.challenge, 'content-length': 0 };
  return () => response.writeHead(401, headers).end();
}
