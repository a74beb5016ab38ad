import { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import { accessTokenSeconds, signAccessToken } from '../access-token.ts';
import { applicationClaims } from '../claims.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { registrationOf } from './client.ts';
import { applicationScopes } from './scopes.ts';

interface Issuer {
  readonly issuer: string;
  readonly signer: (now: number) => SigningKey;
  readonly now: () => number;
}

/** The client credentials grant (RFC 6749 section 4.4). The library has authenticated the client. */
export function clientCredentialsGrant({ issuer, signer, now }: Issuer) {
  return async (ctx: TokenEndpointGrantContext): Promise<void> => {
    const { application, scopes: registered } = registrationOf(ctx.oidc.client);
    if (!application.isConfidential) {
      throw new errors.UnauthorizedClient('Only a confidential application may use the grant client_credentials.');
    }
    const scopes = applicationScopes(registered, ctx.oidc.params.scope);
    const at = now();
    ctx.body = {
      access_token: await signAccessToken(signer(at), issuer, applicationClaims(application, scopes), at),
      expires_in: accessTokenSeconds,
      token_type: 'Bearer',
      scope: scopes.join(' '),
    };
  };
}
