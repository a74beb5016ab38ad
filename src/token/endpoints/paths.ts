import { pathOf } from '../../directory/url-parts.ts';

/** The paths of the endpoints, below the prefix. */
export const discoveryPath = '/.well-known/openid-configuration';
/** The same document for clients that only know OAuth (RFC 8414 section 3). */
export const authorizationServerPath = '/.well-known/oauth-authorization-server';
export const keySetPath = '/.well-known/openid-configuration/jwks';
export const tokenPath = '/connect/token';
export const introspectionPath = '/connect/introspect';
export const revocationPath = '/connect/revocation';
export const userInfoPath = '/connect/userinfo';
export const authorizationPath = '/connect/authorize';
/** Where a browser resumes an authorization request after the person was asked. */
export const authorizationCallbackPath = `${authorizationPath}/callback`;
export const pushedAuthorizationPath = '/connect/par';
export const deviceAuthorizationPath = '/connect/deviceauthorization';
export const endSessionPath = '/connect/endsession';
export const checkSessionPath = '/connect/checksession';

/** The page where a person types the user code of a device. */
export const devicePagePath = '/web/device';

/** The part of the URL before `path`, as it was fetched: `/identity`, `/acme/identity_`, … */
export function prefixOf(originalUrl: string, path: string): string {
  const trimmed = pathOf(originalUrl).replace(/\/+$/, '');
  return trimmed.toLowerCase().endsWith(path.toLowerCase()) ? trimmed.slice(0, -path.length) : '/identity';
}
