import type { ServerResponse } from 'node:http';
import { allowOwnOrigin } from '../endpoints/origin.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import type { Registration } from '../provider/client.ts';
import { authenticateClient, type ClientAuthenticationParts } from './client-authentication.ts';
import type { ClientFields } from './presented-credentials.ts';

/**
 * Authenticates the calling application, and lets its own pages read the response.
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
