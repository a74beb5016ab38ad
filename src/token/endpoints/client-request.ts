import type { ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';
import { authenticateCallingClient } from '../client/calling-client.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import { clientFieldLengths, withClientCredentials } from '../client/presented-credentials.ts';
import { readForm } from './form.ts';
import { sendJson, uncached } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

/** What a client says about a token (RFC 7009 section 2.1, RFC 7662 section 2.1). */
const maxLengths = { token: 16_384, token_type_hint: 100, ...clientFieldLengths } as const;

export type ClientRequestParts = ClientAuthenticationParts;

/**
 * Answers a client who asks something about a token: reads the form, sees that the client is who it says, and sends
 * what `answer` makes of it, or an empty body for undefined. The hint at the kind of the token is not needed.
 */
export async function handleClientRequest(
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientRequestParts,
  note: AddToLog,
  answer: (token: string, client: Application) => Promise<object | undefined>,
): Promise<void> {
  const form = withClientCredentials(await readForm(request, maxLengths), request.headers.authorization);
  note({ client: form.client_id ?? '' });
  const { application: client } = await authenticateCallingClient(form, request, response, parts);
  if (form.token === undefined) throw new errors.InvalidRequest('token is missing.');
  const body = await answer(form.token, client);
  if (body) sendJson(response, 200, body, uncached);
  else response.writeHead(200, { ...uncached, 'content-length': 0 }).end();
}
