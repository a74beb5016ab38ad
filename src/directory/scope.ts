/** The scopes of the management API that this server knows. Applications may be granted any other name as well. */
export const managementScopes: readonly string[] = [
  ...['PM.Audit', 'PM.Audit.Read'],
  'PM.AuthSetting',
  ...readAndWrite('PM.Group'),
  ...readAndWrite('PM.License'),
  ...readAndWrite('PM.MessageTemplate'),
  ...readAndWrite('PM.RobotAccount'),
  ...readAndWrite('PM.Setting'),
  ...readAndWrite('PM.User'),
  ...['PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'],
];

function readAndWrite(scope: string): readonly string[] {
  return [scope, `${scope}.Read`, `${scope}.Write`];
}
