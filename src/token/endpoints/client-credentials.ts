import type { ServerResponse } from 'node:http';
import { errors } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';
import type { Tables } from '../../directory/store.ts';
import { callingClient } from '../client/calling-client.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import type { ClientFields } from '../client/presented-credentials.ts';
import { keyOf } from '../dpop/sent-proof.ts';
import { accessTokenSeconds, signAccessToken } from '../jwt/access-token.ts';
import { type Aim, aim } from '../jwt/audience.ts';
import { applicationClaims } from '../jwt/claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { Registration } from '../provider/client.ts';
import { applicationScopes } from '../provider/scopes.ts';
import { sendJson, uncached } from './answer.ts';
import type { RoutedRequest } from './routed-request.ts';

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
  form: ClientFields & { readonly scope?: string | undefined; readonly resources: readonly string[] },
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientCredentialsParts,
): Promise<void> {
  const client = await callingClient(form, request, response, parts);
  const { application, scopes } = grant(client, form.scope);
  const aimed = await aim(parts.directory, application.organizationId, scopes, { asked: form.resources });
  sendJson(response, 200, await issue(application, aimed, await keyOf(request, parts), parts), uncached);
}

function grant({ application, scopes }: Registration, requested: string | undefined) {
  if (application.isConfidential) return { application, scopes: applicationScopes(scopes, requested) };
  throw new errors.UnauthorizedClient('Only a confidential application may use the grant client_credentials.');
}

async function issue(
  application: Application,
  aimed: Aim,
  jkt: string | undefined,
  { issuer, signer, now }: ClientCredentialsParts,
): Promise<object> {
  const at = now();
  const { accessTokenSeconds: lifetime = accessTokenSeconds } = application;
  const claims = { ...applicationClaims(application, aimed.scopes), ...(jkt === undefined ? {} : { cnf: { jkt } }) };
  return {
    access_token: await signAccessToken(signer(at), { issuer, ...aimed }, claims, at, lifetime),
    expires_in: lifetime,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    scope: aimed.scopes.join(' '),
  };
}
