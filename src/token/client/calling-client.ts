import type { ServerResponse } from 'node:http';
import { allowOwnOrigin } from '../endpoints/origin.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import type { Registration } from '../provider/client.ts';
import { authenticateClient, type ClientAuthenticationParts } from './client-authentication.ts';
import type { ClientFields } from './presented-credentials.ts';

/**
 * The application that calls, authenticated. Its own pages may read what the answer says.
 *
 * @throws InvalidClient, InvalidRequest.
 */
export async function authenticateCallingClient(
  form: ClientFields,
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientAuthenticationParts,
): Promise<Registration> {
  const { origin } = request.headers;
  allowOwnOrigin(response, undefined, origin);
  const client = await authenticateClient(form, request, parts);
  allowOwnOrigin(response, client.application, origin);
  return client;
}
