import type { ServerResponse } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';
import { authenticateCallingClient } from '../client/calling-client.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import { claimedClient, clientFieldLengths, withClientCredentials } from '../client/presented-credentials.ts';
import { readForm } from './form.ts';
import { sendJson, uncached } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

/** The fields of a request about a token (RFC 7009 section 2.1, RFC 7662 section 2.1), and their maximum lengths. */
const maxLengths = { token: 16_384, token_type_hint: 100, ...clientFieldLengths } as const;

export type ClientRequestParts = ClientAuthenticationParts;

/**
 * Handles a request of a client about a token: reads the form, authenticates the client, and sends the body that `respond`
 * returns, or an empty one. The token type hint is not needed.
 */
export async function handleClientRequest(
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientRequestParts,
  note: AddToLog,
  respond: (token: string, client: Application) => Promise<object | undefined>,
): Promise<void> {
  const form = withClientCredentials(await readForm(request, maxLengths), request.headers.authorization);
  note({ client: claimedClient(form) });
  const { application: client } = await authenticateCallingClient(form, request, response, parts);
  if (form.token === undefined) throw new errors.InvalidRequest('token is missing.');
  const body = await respond(form.token, client);
  if (body) sendJson(response, 200, body, uncached);
  else response.writeHead(200, { ...uncached, 'content-length': 0 }).end();
}
