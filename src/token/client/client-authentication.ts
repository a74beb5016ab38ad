import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Throttle } from '../../admission/throttle.ts';
import type { Application } from '../../directory/application.ts';
import { pathOf } from '../../directory/url-parts.ts';
import type { RoutedRequest } from '../endpoints/routed-request.ts';
import { type Registration, verifiedSecret } from '../provider/client.ts';
import { type AssertionParts, authenticateByAssertion } from './by-assertion.ts';
import { authenticateBySecret, type SecretParts } from './by-secret.ts';
import type { ClientFields } from './presented-credentials.ts';

export interface ClientAuthenticationParts extends SecretParts, AssertionParts {
  readonly throttle: Throttle;
}

/**
 * Authenticates the application that the form names: by its secret, by an assertion, or not at all if it is public. An
 * unknown client and a wrong credential look the same to the caller, in text and in time. A failure is counted for the
 * caller's network; right credentials from there are still accepted.
 *
 * @throws InvalidClient; InvalidRequest when it authenticates in two ways; GatehouseError TooManyRequests when the
 *   credentials are wrong and there were too many failures from its network.
 */
export async function authenticateClient(
  form: ClientFields,
  request: RoutedRequest,
  parts: ClientAuthenticationParts,
): Promise<Registration> {
  try {
    if (form.client_assertion === undefined) return await authenticateBySecret(form, parts);
    // The audience of an assertion may be the path as it was fetched.
    return await authenticateByAssertion(form, form.client_assertion, pathOf(request.originalUrl), parts);
  } catch (error) {
    if (error instanceof errors.InvalidClient) await parts.throttle.spend('secret', request.clientIp ?? '');
    throw error;
  }
}

/** The form for the library, with a stand-in for the credentials, which tells it that the client is authenticated. */
export function withVerifiedSecret<F extends ClientFields>(
  form: F,
  { isConfidential, id }: Application,
): Omit<F, 'client_assertion' | 'client_assertion_type'> {
  const { client_assertion, client_assertion_type, client_secret, ...rest } = form;
  return { ...rest, client_id: id, ...(isConfidential ? { client_secret: verifiedSecret } : {}) } as F;
}
