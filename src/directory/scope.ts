/** The scopes of the management API. */
export const managementScopes: readonly string[] = [
  ...['PM.Audit', 'PM.Audit.Read'],
  'PM.AuthSetting',
  ...['PM.Directory', 'PM.Directory.Read'],
  ...readAndWrite('PM.Group'),
  ...readAndWrite('PM.License'),
  ...readAndWrite('PM.MessageTemplate'),
  ...readAndWrite('PM.OAuthApp'),
  // The guides of the original name both.
  ...['PM.OAuthSecret.Write', 'PM.OAuthAppSecret.Write'],
  ...readAndWrite('PM.RobotAccount'),
  ...readAndWrite('PM.Setting'),
  ...readAndWrite('PM.User'),
  ...['PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'],
];

/** What only applications and administrators of the host can make use of. */
export const hostScopes: readonly string[] = readAndWrite('PM.Partition');

/**
 * What every application may ask of a person that may ask of a person at all (OpenID Connect Core section 5.4, 11), and
 * the names of their groups.
 */
export const standardScopes: readonly string[] = [
  ...['openid', 'profile', 'email', 'offline_access'],
  ...['groups', 'roles'],
];

/**
 * Stands for the roles that its bearer was assigned elsewhere, so that nobody registers it: anyone who may ask for
 * scopes may ask for it. Here it opens nothing.
 */
export const rolesScope = 'OR.Default';

/** The names in a scope (RFC 6749 section 3.3), each once, however many blanks stand between and around them. */
export const scopeNames = (scope = ''): readonly string[] => [...new Set(scope.split(' ').filter(Boolean))];

export function readAndWrite(scope: string): readonly string[] {
  return [scope, `${scope}.Read`, `${scope}.Write`];
}
