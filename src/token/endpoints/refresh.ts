import type { ServerResponse } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Gate } from '../../admission/gate.ts';
import { hangUpSignal } from '../../hang-up.ts';
import { authenticateCallingClient } from '../client/calling-client.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import type { ClientFields } from '../client/presented-credentials.ts';
import { verifySentProof } from '../dpop/request-proof.ts';
import { type RefreshParts, refresh } from '../grant/refresh/refresh.ts';
import { callerOfClient } from './forward.ts';
import { sendJson, uncached } from './response.ts';
import type { RoutedRequest } from './routed-request.ts';

export type RefreshEndpointParts = RefreshParts &
  ClientAuthenticationParts & {
    /** Where callers wait for their turn to write. */
    readonly writing: Gate;
  };

/**
 * The refresh token grant (RFC 6749 section 6). It is the most frequent request on behalf of people, and is handled without
 * the protocol library.
 *
 * @throws OIDCProviderError as the library does.
 */
export async function handleRefreshTokenGrant(
  form: ClientFields & { readonly refresh_token?: string | undefined; readonly scope?: string | undefined } & {
    readonly resources: readonly string[];
  },
  request: RoutedRequest,
  response: ServerResponse,
  parts: RefreshEndpointParts,
): Promise<void> {
  const client = await authenticateCallingClient(form, request, response, parts);
  const { refresh_token: refreshToken, scope, resources } = form;
  if (refreshToken === undefined) throw new errors.InvalidRequest("missing required parameter 'refresh_token'");
  const provenKey = () => verifySentProof(request, parts);
  using _turn = await parts.writing.enter(callerOfClient(client.application, request), hangUpSignal(response));
  const origin = { traceId: request.traceId ?? null, clientIp: request.clientIp ?? null };
  const asked = { refreshToken, scope, resources, provenKey, origin };
  sendJson(response, 200, await refresh(asked, client, parts, parts.now()), uncached);
}
