import { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import { accessTokenSeconds, signAccessToken } from '../access-token.ts';
import { applicationClaims } from '../claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { type Registration, registrationOf } from './client.ts';
import { applicationScopes } from './scopes.ts';

export interface ClientCredentialsParts {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly now: () => number;
}

/** The client credentials grant (RFC 6749 section 4.4). The library has authenticated the client. */
export function clientCredentialsGrant(parts: ClientCredentialsParts) {
  return async (ctx: TokenEndpointGrantContext): Promise<void> => {
    ctx.body = await clientCredentialsAnswer(registrationOf(ctx.oidc.client), ctx.oidc.params.scope, parts);
  };
}

/** The token of a client that has proved who it is. */
export async function clientCredentialsAnswer(
  { application, scopes: registered }: Registration,
  requested: string | undefined,
  { issuer, signer, now }: ClientCredentialsParts,
): Promise<object> {
  if (!application.isConfidential) {
    throw new errors.UnauthorizedClient('Only a confidential application may use the grant client_credentials.');
  }
  const scopes = applicationScopes(registered, requested);
  const at = now();
  return {
    access_token: await signAccessToken(signer(at), issuer, applicationClaims(application, scopes), at),
    expires_in: accessTokenSeconds,
    token_type: 'Bearer',
    scope: scopes.join(' '),
  };
}
