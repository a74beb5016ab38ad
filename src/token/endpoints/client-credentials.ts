import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Applications } from '../../directory/application.ts';
import { sendJson, uncached } from '../answer.ts';
import { openToOwnPages } from '../origin.ts';
import { type ClientCredentialsParts, clientCredentialsAnswer } from '../provider/client-credentials.ts';
import type { ClientFields } from './client-authentication.ts';
import { authenticateClient } from './client-authentication.ts';

export interface ClientCredentialsEndpointParts extends ClientCredentialsParts {
  readonly applications: Applications;
}

/**
 * The grant *client credentials* for an application that proves itself with its secret: by far the most frequent
 * request, answered without the protocol library, which would take longer than the signature. Nothing is left for it to
 * protect: no code, no redirect, no session, nothing to remember.
 *
 * @throws OIDCProviderError as the library does.
 */
export async function answerClientCredentials(
  form: ClientFields & { readonly scope?: string | undefined },
  { headers }: IncomingMessage,
  response: ServerResponse,
  parts: ClientCredentialsEndpointParts,
): Promise<void> {
  openToOwnPages(response, undefined, headers.origin);
  const client = await authenticateClient(form, parts.applications, parts.now());
  openToOwnPages(response, client.application, headers.origin);
  sendJson(response, 200, await clientCredentialsAnswer(client, form.scope, parts), uncached);
}
