import type { ServerResponse } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Spent } from '../../admission/throttle.ts';
import { maximumPasswordLength } from '../../password/policy.ts';
import { authenticateCallingClient } from '../client/calling-client.ts';
import { withVerifiedSecret } from '../client/client-authentication.ts';
import { claimedClient, clientFieldLengths, withClientCredentials } from '../client/presented-credentials.ts';
import { type ClientCredentialsParts, handleClientCredentialsGrant } from './client-credentials.ts';
import { formOf, readFields, readResources } from './form.ts';
import { callerOfClient, forwardToLibrary, type LibraryAccess } from './forward.ts';
import { handlePasswordGrant, type PasswordEndpointParts } from './password.ts';
import { tokenPath } from './paths.ts';
import { handleRefreshTokenGrant, type RefreshEndpointParts } from './refresh.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

/** The fields that the token endpoint reads, and their maximum lengths in characters. */
const maxLengths = {
  grant_type: 100,
  ...clientFieldLengths,
  scope: 10_000,
  code: 512,
  code_verifier: 512,
  redirect_uri: 4096,
  refresh_token: 512,
  device_code: 512,
  username: 256,
  /** In UTF-16 units, of which a code point may take two. */
  password: 2 * maximumPasswordLength,
  /** A code of an app, or a recovery code. */
  otp: 64,
  acr_values: 2048,
} as const;

const signInRefused = () =>
  new errors.UnauthorizedClient('Nobody can sign in here: the password would cross the network unprotected.');

/**
 * The token endpoint (RFC 6749 section 3.2). It reads what all grants have in common, so that the library sees requests in
 * one form only, with the client named in one place.
 */
export function tokenEndpoint(parts: ClientCredentialsParts & RefreshEndpointParts & PasswordEndpointParts) {
  return async (
    request: RoutedRequest,
    response: ServerResponse,
    note: AddToLog,
    access: LibraryAccess,
  ): Promise<void> => {
    let spent: Spent | undefined;
    await forwardToLibrary(request, response, tokenPath, access, async () => {
      const given = await readFields(request);
      const form = formOf(given, maxLengths);
      const resources = readResources(given);
      if (form.grant_type === undefined) throw new errors.InvalidRequest('grant_type is missing.');
      if (form.grant_type === 'password' && access.isSignInRefused) throw signInRefused();
      if (form.grant_type === 'password') spent = await parts.throttle.spend('signIn', request.clientIp ?? '');
      const complete = { ...withClientCredentials(form, request.headers.authorization), resources };
      note({ grant: form.grant_type, client: claimedClient(complete) });
      if (form.grant_type === 'client_credentials')
        await handleClientCredentialsGrant(complete, request, response, parts);
      else if (form.grant_type === 'refresh_token') await handleRefreshTokenGrant(complete, request, response, parts);
      else if (form.grant_type === 'password') await handlePasswordGrant(complete, request, response, parts);
      else {
        const { application } = await authenticateCallingClient(complete, request, response, parts);
        const { resources: _named, ...vouched } = withVerifiedSecret(complete, application);
        return { fields: new URLSearchParams(vouched), resources, caller: callerOfClient(application, request) };
      }
      return undefined;
    }).catch((error: unknown) => {
      // One that was not verified, because the server was busy or the caller hung up, does not count.
      if (!(error instanceof errors.OIDCProviderError)) spent?.giveBack();
      throw error;
    });
    // Nor does a right password.
    spent?.giveBack();
  };
}
