import type { ServerResponse } from 'node:http';
import { hangUpSignal } from '../../hang-up.ts';
import { authenticateCallingClient } from '../client/calling-client.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import type { ClientFields } from '../client/presented-credentials.ts';
import { requirePlausibleProof, verifySentProof } from '../dpop/request-proof.ts';
import { grantByPassword, type PasswordGrantParts } from '../grant/password.ts';
import { sendJson, uncached } from './response.ts';
import type { RoutedRequest } from './routed-request.ts';

export type PasswordEndpointParts = PasswordGrantParts & ClientAuthenticationParts;

interface PasswordForm extends ClientFields {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly otp?: string | undefined;
  readonly scope?: string | undefined;
  readonly acr_values?: string | undefined;
  readonly resources: readonly string[];
}

/**
 * The password grant (RFC 6749 section 4.3). It is handled without the protocol library, which would take as long as all the
 * rest of a sign-in but the hash.
 *
 * @throws OIDCProviderError as the library does; GatehouseError Overloaded, TooManyRequests or Cancelled.
 */
export async function handlePasswordGrant(
  form: PasswordForm,
  request: RoutedRequest,
  response: ServerResponse,
  parts: PasswordEndpointParts,
): Promise<void> {
  const client = await authenticateCallingClient(form, request, response, parts);
  const { headers, traceId = '', clientIp = '', organizationId } = request;
  requirePlausibleProof(request, parts.externalUrl, parts.now());
  const signal = hangUpSignal(response);
  const { username, password, otp, scope, acr_values: acrValues, resources } = form;
  const provenKey = headers.dpop === undefined ? undefined : () => verifySentProof(request, parts);
  const origin = { traceId, clientIp, browserInfo: headers['user-agent'] ?? null, signal };
  const asked = { username, password, otp, scope, acrValues, resources, organizationId, provenKey, ...origin };
  sendJson(response, 200, await grantByPassword(asked, client, parts), uncached);
}
