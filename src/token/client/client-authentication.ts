import { errors } from 'oidc-provider';
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
 * The application that the form names, with what it has to have: its secret, something signed with its key, or nothing.
 * Whether the client is unknown or its proof wrong makes no difference to the caller, in words or in time. Only what is
 * wrong counts for the network that it came from: others there are not refused for it.
 *
 * @throws InvalidClient; InvalidRequest when it proves itself in two ways; GatehouseError TooManyRequests when it is wrong
 *   and its network has sent too many that were.
 */
export async function authenticateClient(
  form: ClientFields,
  request: RoutedRequest,
  parts: ClientAuthenticationParts,
): Promise<Registration> {
  try {
    if (form.client_assertion === undefined) return await authenticateBySecret(form, parts);
    // What is signed may be meant for the path as it was fetched.
    return await authenticateByAssertion(form, form.client_assertion, pathOf(request.originalUrl), parts);
  } catch (error) {
    if (error instanceof errors.InvalidClient) await parts.throttle.spend('secret', request.clientIp ?? '');
    throw error;
  }
}

/** The same form for the library, which takes our word for it that the client is who it says. */
export function withVerifiedSecret<F extends ClientFields>(
  form: F,
  { isConfidential, id }: Application,
): Omit<F, 'client_assertion' | 'client_assertion_type'> {
  const { client_assertion, client_assertion_type, client_secret, ...rest } = form;
  return { ...rest, client_id: id, ...(isConfidential ? { client_secret: verifiedSecret } : {}) } as F;
}
