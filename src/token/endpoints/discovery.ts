import { multiFactor } from '../../directory/authentication.ts';
import { managementScopes, standardScopes } from '../../directory/scope.ts';
import { clientAlgorithms } from '../jwt/algorithms.ts';
import type { SigningAlgorithm } from '../keys/signing-keys.ts';
import {
  authorizationPath,
  checkSessionPath,
  deviceAuthorizationPath,
  endSessionPath,
  introspectionPath,
  keySetPath,
  pushedAuthorizationPath,
  revocationPath,
  tokenPath,
  userInfoPath,
} from './paths.ts';

const unsupported = {
  claims_parameter_supported: false,
  request_parameter_supported: false,
  request_uri_parameter_supported: false,
};

/**
 * The metadata of the server (OpenID Connect Discovery 1.0 section 3). The issuer depends on the ending of the prefix, or is
 * fixed by the configuration.
 *
 * @param algorithms of the published keys, that of the one that signs first. OpenID Connect wants RS256 among them, which
 *   would not be true where the operator has chosen another.
 * @param base the URL above the endpoints: the origin of the external URL, and the prefix under which the document is fetched.
 */
export function discoveryDocument(issuer: string, algorithms: readonly SigningAlgorithm[], base: string): object {
  return {
    issuer,
    jwks_uri: `${base}${keySetPath}`,
    authorization_endpoint: `${base}${authorizationPath}`,
    token_endpoint: `${base}${tokenPath}`,
    userinfo_endpoint: `${base}${userInfoPath}`,
    revocation_endpoint: `${base}${revocationPath}`,
    introspection_endpoint: `${base}${introspectionPath}`,
    pushed_authorization_request_endpoint: `${base}${pushedAuthorizationPath}`,
    device_authorization_endpoint: `${base}${deviceAuthorizationPath}`,
    end_session_endpoint: `${base}${endSessionPath}`,
    check_session_iframe: `${base}${checkSessionPath}`,
    frontchannel_logout_supported: false,
    frontchannel_logout_session_supported: false,
    backchannel_logout_supported: true,
    backchannel_logout_session_supported: true,
    scopes_supported: [...standardScopes, ...managementScopes],
    claims_supported: [
      ...['sub', 'sub_type', 'client_id', 'prt_id', 'auth_time', 'sid', 'preferred_username', 'name', 'given_name'],
      ...['family_name', 'first_name', 'last_name', 'updated_at', 'email', 'email_verified'],
      ...['picture', 'amr', 'acr', 'at_hash', 'groups', 'roles'],
    ],
    acr_values_supported: [multiFactor],
    grant_types_supported: [
      ...['authorization_code', 'client_credentials', 'refresh_token', 'password'],
      'urn:ietf:params:oauth:grant-type:device_code',
    ],
    response_types_supported: ['code'],
    response_modes_supported: ['form_post', 'query', 'fragment'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    display_values_supported: ['page', 'popup'],
    ui_locales_supported: ['en', 'de', 'ro'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    token_endpoint_auth_signing_alg_values_supported: clientAlgorithms,
    revocation_endpoint_auth_methods_supported: [
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
      'none',
    ],
    revocation_endpoint_auth_signing_alg_values_supported: clientAlgorithms,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    introspection_endpoint_auth_signing_alg_values_supported: clientAlgorithms,
    id_token_signing_alg_values_supported: algorithms,
    dpop_signing_alg_values_supported: clientAlgorithms,
    subject_types_supported: ['public'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...unsupported,
  };
}
