import type { ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type { Tables } from '../../directory/store.ts';
import { accessTokenSeconds, signAccessToken } from '../access-token.ts';
import { sendJson, uncached } from '../answer.ts';
import { audienceOf } from '../audience.ts';
import { applicationClaims } from '../claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { Registration } from '../provider/client.ts';
import { applicationScopes } from '../provider/scopes.ts';
import { callingClient } from './calling-client.ts';
import type { ClientAuthenticationParts, ClientFields } from './client-authentication.ts';
import type { RoutedRequest } from './endpoints.ts';
import { keyOf } from './sent-proof.ts';

export interface ClientCredentialsParts extends ClientAuthenticationParts {
  readonly issuer: string;
  readonly directory: Pick<Tables, 'apiResources'>;
  readonly signer: (now: number) => SigningKey;
}

/**
 * The grant *client credentials* (RFC 6749 section 4.4): by far the most frequent request, answered without the protocol
 * library, which would take longer than the signature. Nothing is left for it to protect: no code, no redirect, no
 * session, nothing to remember.
 *
 * @throws OIDCProviderError as the library does.
 */
export async function answerClientCredentials(
  form: ClientFields & { readonly scope?: string | undefined },
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientCredentialsParts,
): Promise<void> {
  const client = await callingClient(form, request, response, parts);
  const granted = grant(client, form.scope);
  sendJson(response, 200, await issue(granted, await keyOf(request, parts), parts), uncached);
}

function grant({ application, scopes }: Registration, requested: string | undefined) {
  if (application.isConfidential) return { application, scopes: applicationScopes(scopes, requested) };
  throw new errors.UnauthorizedClient('Only a confidential application may use the grant client_credentials.');
}

async function issue(
  { application, scopes }: ReturnType<typeof grant>,
  jkt: string | undefined,
  { issuer, directory, signer, now }: ClientCredentialsParts,
): Promise<object> {
  const at = now();
  const { accessTokenSeconds: lifetime = accessTokenSeconds } = application;
  const audience = await audienceOf(directory, application.organizationId, scopes);
  const claims = { ...applicationClaims(application, scopes), ...(jkt === undefined ? {} : { cnf: { jkt } }) };
  return {
    access_token: await signAccessToken(signer(at), { issuer, audience }, claims, at, lifetime),
    expires_in: lifetime,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    scope: scopes.join(' '),
  };
}
