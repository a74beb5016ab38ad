/** Any one of them is enough. */
type Scopes = readonly [string, ...string[]];

/** Who may do something. */
export type Access =
  /** Everybody, without a token. */
  | { readonly who: 'anyone' }
  /** Every application and person of the organization, with one of the scopes if any are named. */
  | { readonly who: 'members'; readonly scopes?: Scopes }
  /**
   * An application with a scope, and a person with a scope who administers the organization; where it says so,
   * that person needs none after signing in; a personal access token always has the scopes that were chosen for it.
   */
  | { readonly who: 'administrators'; readonly scopes: Scopes; readonly personWithoutScope?: true }
  /**
   * As `administrators`, and besides a person who is the object of the operation; that person needs no scope where it
   * says so. Whose account it is turns out later: `permitOn` decides when it has been found.
   */
  | { readonly who: 'account'; readonly scopes: Scopes; readonly ownWithoutScope?: true }
  /** An application of the host with a scope, and a person with a scope who administers the host. */
  | { readonly who: 'host'; readonly scopes: Scopes }
  /** Whoever runs the machine; nobody over the network. */
  | { readonly who: 'operator' };

const administrators = <const S extends Scopes>(...scopes: S) => ({ who: 'administrators', scopes }) as const;
const host = <const S extends Scopes>(...scopes: S) => ({ who: 'host', scopes }) as const;
const members = <const S extends Scopes>(...scopes: S) => ({ who: 'members', scopes }) as const;
const account = <const S extends Scopes>(...scopes: S) => ({ who: 'account', scopes }) as const;
const withoutScope = <A extends object>(access: A) => ({ ...access, personWithoutScope: true }) as const;

/** Everything that can be done with the directory on somebody's behalf, and who may do it. There is nothing beside it. */
export const accesses = {
  anyone: { who: 'anyone' },
  'profile.read': { who: 'members' },
  'accessPolicy.read': { who: 'members' },
  'apiResource.read': { who: 'members' },
  'apiResource.write': withoutScope(administrators('PM.OAuthApp', 'PM.OAuthApp.Write')),
  'application.read': withoutScope(administrators('PM.OAuthApp', 'PM.OAuthApp.Read')),
  'application.write': withoutScope(administrators('PM.OAuthApp', 'PM.OAuthApp.Write')),
  'audit.read': administrators('PM.Audit', 'PM.Audit.Read'),
  'authenticationSetting.read': { who: 'members' },
  'certificate.manage': administrators('PM.AuthSetting'),
  'directory.search': { who: 'members' },
  'directory.resolveName': { who: 'members' },
  'directory.resolve': { who: 'members' },
  'directory.membership': { who: 'members' },
  'group.read': administrators('PM.Group', 'PM.Group.Read'),
  'group.write': administrators('PM.Group', 'PM.Group.Write'),
  'installation.provision': { who: 'operator' },
  'loginAttempt.read': account('PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'),
  'messageTemplate.read': administrators('PM.MessageTemplate', 'PM.MessageTemplate.Read'),
  'messageTemplate.write': administrators('PM.MessageTemplate', 'PM.MessageTemplate.Write'),
  'organization.read': host('PM.Partition', 'PM.Partition.Read'),
  'organization.write': host('PM.Partition', 'PM.Partition.Write'),
  'password.change': account('PM.User', 'PM.User.Write'),
  'password.changeOwn': members('PM.User', 'PM.User.Write'),
  'personalAccessToken.create': members('PM.User', 'PM.User.Write'),
  'personalAccessToken.end': { who: 'members' },
  'personalAccessToken.list': administrators('PM.User', 'PM.User.Read'),
  'personalAccessToken.listOwn': members('PM.User', 'PM.User.Read'),
  'personalAccessToken.read': account('PM.User', 'PM.User.Read'),
  'personalAccessToken.write': account('PM.User', 'PM.User.Write'),
  'robotAccount.read': administrators('PM.RobotAccount', 'PM.RobotAccount.Read'),
  'robotAccount.write': administrators('PM.RobotAccount', 'PM.RobotAccount.Write'),
  'setting.read': account('PM.Setting', 'PM.Setting.Read'),
  'setting.testMail': administrators('PM.Setting', 'PM.Setting.Write'),
  'setting.write': account('PM.Setting', 'PM.Setting.Write'),
  'user.list': administrators('PM.User', 'PM.User.Read'),
  'user.read': { ...account('PM.User', 'PM.User.Read'), ownWithoutScope: true },
  'user.write': administrators('PM.User', 'PM.User.Write'),
} as const satisfies Readonly<Record<string, Access>>;

export type AccessName = keyof typeof accesses;

export const accessOf = (name: AccessName): Access => accesses[name];
