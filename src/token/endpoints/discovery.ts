import { managementScopes } from '../../directory/scope.ts';
import { introspectionPath, keySetPath, revocationPath, tokenPath, userInfoPath } from './paths.ts';

/**
 * The metadata of the server (OpenID Connect Discovery 1.0 section 3). The issuer is one fixed value, whatever the
 * prefix; what is not answered yet is not named.
 *
 * @param base where the endpoints are: the configured external URL and the prefix through which the document is fetched.
 */
export function discoveryDocument(issuer: string, base: string): object {
  return {
    issuer,
    jwks_uri: `${base}${keySetPath}`,
    token_endpoint: `${base}${tokenPath}`,
    userinfo_endpoint: `${base}${userInfoPath}`,
    revocation_endpoint: `${base}${revocationPath}`,
    introspection_endpoint: `${base}${introspectionPath}`,
    frontchannel_logout_supported: false,
    frontchannel_logout_session_supported: false,
    backchannel_logout_supported: false,
    backchannel_logout_session_supported: false,
    scopes_supported: managementScopes,
    claims_supported: ['sub', 'sub_type', 'client_id', 'prt_id'],
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    revocation_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    id_token_signing_alg_values_supported: ['RS256'],
    subject_types_supported: ['public'],
    request_parameter_supported: false,
  };
}
