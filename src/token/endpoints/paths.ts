import { pathOf } from '../../directory/url-parts.ts';

/** The endpoints that are answered, below the prefix. */
export const discoveryPath = '/.well-known/openid-configuration';
/** The same document for those who know OAuth alone (RFC 8414 section 3). */
export const authorizationServerPath = '/.well-known/oauth-authorization-server';
export const keySetPath = '/.well-known/openid-configuration/jwks';
export const tokenPath = '/connect/token';
export const introspectionPath = '/connect/introspect';
export const revocationPath = '/connect/revocation';
export const userInfoPath = '/connect/userinfo';
export const authorizationPath = '/connect/authorize';
/** Where a browser goes on with an authorization request when the person has been asked. */
export const authorizationCallbackPath = `${authorizationPath}/callback`;
export const pushedAuthorizationPath = '/connect/par';
export const deviceAuthorizationPath = '/connect/deviceauthorization';
export const endSessionPath = '/connect/endsession';
export const checkSessionPath = '/connect/checksession';

/** The page on which a person types the code that a device shows. */
export const devicePagePath = '/web/device';

/** What was in front of `path` in the URL as it was fetched: `/identity`, `/acme/identity_`, … */
export function prefixOf(originalUrl: string, path: string): string {
  const trimmed = pathOf(originalUrl).replace(/\/+$/, '');
  return trimmed.toLowerCase().endsWith(path.toLowerCase()) ? trimmed.slice(0, -path.length) : '/identity';
}
