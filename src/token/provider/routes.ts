import {
  authorizationPath,
  deviceAuthorizationPath,
  devicePagePath,
  endSessionPath,
  introspectionPath,
  keySetPath,
  pushedAuthorizationPath,
  revocationPath,
  tokenPath,
  userInfoPath,
} from '../endpoints/paths.ts';

/** The paths of the library's endpoints, below the prefix. Some of them are pages or endpoints of ours. */
export const routes = {
  authorization: authorizationPath,
  token: tokenPath,
  pushed_authorization_request: pushedAuthorizationPath,
  device_authorization: deviceAuthorizationPath,
  code_verification: devicePagePath,
  end_session: endSessionPath,
  userinfo: userInfoPath,
  introspection: introspectionPath,
  revocation: revocationPath,
  jwks: keySetPath,
};
