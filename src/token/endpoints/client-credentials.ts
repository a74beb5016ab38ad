import type { ServerResponse } from 'node:http';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';
import type { Tables } from '../../directory/store.ts';
import { authenticateCallingClient } from '../client/calling-client.ts';
import type { ClientAuthenticationParts } from '../client/client-authentication.ts';
import type { ClientFields } from '../client/presented-credentials.ts';
import { verifySentProof } from '../dpop/request-proof.ts';
import { accessTokenSeconds, signAccessToken } from '../jwt/access-token.ts';
import { resolveTokenTarget, type TokenTarget } from '../jwt/audience.ts';
import { applicationClaims } from '../jwt/claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { Registration } from '../provider/client.ts';
import { applicationScopes } from '../provider/scopes.ts';
import { sendJson, uncached } from './response.ts';
import type { RoutedRequest } from './routed-request.ts';

export interface ClientCredentialsParts extends ClientAuthenticationParts {
  readonly issuer: string;
  readonly directory: Pick<Tables, 'apiResources'>;
  readonly signer: (now: number) => SigningKey;
}

/**
 * The client credentials grant (RFC 6749 section 4.4). It is by far the most frequent request, and is handled without the
 * protocol library, which would take longer than the signature. There is nothing for the library to protect: no code, no
 * redirect, no session, no state.
 *
 * @throws OIDCProviderError as the library does.
 */
export async function handleClientCredentialsGrant(
  form: ClientFields & { readonly scope?: string | undefined; readonly resources: readonly string[] },
  request: RoutedRequest,
  response: ServerResponse,
  parts: ClientCredentialsParts,
): Promise<void> {
  const client = await authenticateCallingClient(form, request, response, parts);
  const { application, scopes } = requireGrantedScopes(client, form.scope);
  const target = await resolveTokenTarget(parts.directory, application.organizationId, scopes, {
    asked: form.resources,
  });
  sendJson(
    response,
    200,
    await issueToken(application, target, await verifySentProof(request, parts), parts),
    uncached,
  );
}

function requireGrantedScopes({ application, scopes }: Registration, requested: string | undefined) {
  if (application.isConfidential) return { application, scopes: applicationScopes(scopes, requested) };
  throw new errors.UnauthorizedClient('Only a confidential application may use the grant client_credentials.');
}

async function issueToken(
  application: Application,
  target: TokenTarget,
  jkt: string | undefined,
  { issuer, signer, now }: ClientCredentialsParts,
): Promise<object> {
  const at = now();
  const { accessTokenSeconds: lifetime = accessTokenSeconds } = application;
  const claims = { ...applicationClaims(application, target.scopes), ...(jkt === undefined ? {} : { cnf: { jkt } }) };
  return {
    access_token: await signAccessToken(signer(at), { issuer, ...target }, claims, at, lifetime),
    expires_in: lifetime,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    scope: target.scopes.join(' '),
  };
}
