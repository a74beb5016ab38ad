import type { ServerResponse } from 'node:http';
import { openToOwnPages } from '../endpoints/origin.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import type { Registration } from '../provider/client.ts';
import { authenticateClient, type ClientAuthenticationParts } from './client-authentication.ts';
import type { ClientFields } from './presented-credentials.ts';

/**
 * The application that calls, authenticated. Its own pages may read what the answer says.
 *
 * @throws InvalidClient, InvalidRequest.
 */
export async function callingClient(
  form: ClientFields,
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientAuthenticationParts,
): Promise<Registration> {
  const { origin } = request.headers;
  openToOwnPages(response, undefined, origin);
  const client = await authenticateClient(form, request, parts);
  openToOwnPages(response, client.application, origin);
  return client;
}
