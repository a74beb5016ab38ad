import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { errors } from 'oidc-provider';
import { sendError } from '../answer.ts';
import type { Handler } from '../provider/handler.ts';
import { withClientCredentials } from './client-authentication.ts';
import { answerClientCredentials, type ClientCredentialsEndpointParts } from './client-credentials.ts';
import { readTokenForm, type TokenForm } from './form.ts';
import { tokenPath } from './paths.ts';

/**
 * The token endpoint (RFC 6749 section 3.2). What every grant has in common is read here, so that the library sees a
 * request in one form only, with the client named in one place.
 */
export async function answerTokenRequest(
  request: IncomingMessage,
  response: ServerResponse,
  handler: Handler,
  note: (fields: Readonly<Record<string, string>>) => void,
  parts: ClientCredentialsEndpointParts,
): Promise<void> {
  try {
    const form = await readTokenForm(request);
    if (form.grant_type === undefined) throw new errors.InvalidRequest('grant_type is missing.');
    const complete = withClientCredentials(form, request.headers.authorization);
    note({ grant: form.grant_type, client: complete.client_id ?? '' });
    if (form.grant_type === 'client_credentials') {
      await answerClientCredentials(complete, request, response, parts);
      return;
    }
    await handler(requestWith(complete, request.headers.origin), response);
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    sendError(response, error);
    // A caller who is still sending reads no answer: what is left of the body is taken and thrown away.
    request.resume();
  }
}

/** A request of which nothing is left but what was read: no other header of the caller can mean anything. */
function requestWith(form: TokenForm, origin: string | undefined): IncomingMessage {
  const body = Buffer.from(new URLSearchParams(form).toString());
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': String(body.length),
    accept: 'application/json',
    ...(origin === undefined ? {} : { origin }),
  };
  return Object.assign(Readable.from([body]), {
    method: 'POST',
    url: tokenPath,
    headers,
    socket: {},
  }) as unknown as IncomingMessage;
}
