import type { ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import { withClientCredentials } from './client-authentication.ts';
import { answerClientCredentials, type ClientCredentialsEndpointParts } from './client-credentials.ts';
import type { Note, RoutedRequest } from './endpoints.ts';
import { readForm } from './form.ts';
import { answerWithLibrary, type LibraryAccess } from './library-request.ts';
import { tokenPath } from './paths.ts';

/** The fields that the token endpoint knows, and how many characters each may have. */
const maxLengths = {
  grant_type: 100,
  client_id: 100,
  client_secret: 100,
  client_assertion: 16_384,
  client_assertion_type: 100,
  scope: 10_000,
  code: 512,
  code_verifier: 512,
  redirect_uri: 4096,
  refresh_token: 512,
  device_code: 512,
  username: 256,
  password: 1024,
} as const;

/**
 * The token endpoint (RFC 6749 section 3.2). What every grant has in common is read here, so that the library sees a
 * request in one form only, with the client named in one place.
 */
export function answerTokenRequest(parts: ClientCredentialsEndpointParts) {
  return async (request: RoutedRequest, response: ServerResponse, note: Note, access: LibraryAccess): Promise<void> => {
    await answerWithLibrary(request, response, tokenPath, access, async () => {
      const form = await readForm(request, maxLengths);
      if (form.grant_type === undefined) throw new errors.InvalidRequest('grant_type is missing.');
      const complete = withClientCredentials(form, request.headers.authorization);
      note({ grant: form.grant_type, client: complete.client_id ?? '' });
      // Whoever proves itself with a key is for the library.
      const isPlain = complete.client_assertion === undefined && request.headers.dpop === undefined;
      if (form.grant_type !== 'client_credentials' || !isPlain) return new URLSearchParams(complete);
      await answerClientCredentials(complete, request, response, parts);
      return undefined;
    });
  };
}
