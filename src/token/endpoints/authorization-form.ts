import type { ServerResponse } from 'node:http';
import { authenticateCallingClient } from '../client/calling-client.ts';
import { type ClientAuthenticationParts, withVerifiedSecret } from '../client/client-authentication.ts';
import { claimedClient, clientFieldLengths, withClientCredentials } from '../client/presented-credentials.ts';
import { toLibraryParameters } from '../provider/extra-parameters.ts';
import { formOf, readFields } from './form.ts';
import { callerOfClient, forwardToLibrary, type LibraryAccess } from './forward.ts';
import type { deviceAuthorizationPath, pushedAuthorizationPath } from './paths.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

/** The endpoints for authorization requests of programs: pushed ones (RFC 9126) and those of devices (RFC 8628). */
export function authorizationFormEndpoint(
  path: typeof pushedAuthorizationPath | typeof deviceAuthorizationPath,
  parts: ClientAuthenticationParts,
) {
  return async (
    request: RoutedRequest,
    response: ServerResponse,
    note: AddToLog,
    access: LibraryAccess,
  ): Promise<void> => {
    await forwardToLibrary(request, response, path, access, async () => {
      const given = await readFields(request);
      const named = withClientCredentials(formOf(given, clientFieldLengths), request.headers.authorization);
      note({ client: claimedClient(named) });
      const { application } = await authenticateCallingClient(named, request, response, parts);
      if (!application.isConfidential) await parts.throttle.spend('authorization', request.clientIp ?? '');
      const client = withVerifiedSecret(named, application);
      const fields = toLibraryParameters(given);
      for (const [name, value] of Object.entries(client)) if (value !== undefined) fields.set(name, value);
      return { fields, caller: callerOfClient(application, request) };
    });
  };
}
