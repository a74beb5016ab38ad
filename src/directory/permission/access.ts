import { hostScopes, managementScopes } from '../scope.ts';

/** Any one of them is enough. */
type Scopes = readonly [string, ...string[]];

/** Which scopes open an operation to a token. A first-party token needs none. */
export interface Scoped {
  readonly scopes: Scopes;
  /** Enough as well, but not what a refusal tells to ask for. */
  readonly alsoWith?: readonly string[];
}

/** Who may do something. */
export type Access =
  /** Everybody, without a token. */
  | { readonly who: 'anyone' }
  /** Everybody who has a token at all: what this opens is about the caller, or the organization, and nobody else. */
  | { readonly who: 'caller' }
  /** Every person, with whatever token. */
  | { readonly who: 'person' }
  /** Every application and person of the organization. */
  | ({ readonly who: 'members' } & Scoped)
  /** Applications, and people who administer the organization. */
  | ({ readonly who: 'administrators' } & Scoped)
  /**
   * As `administrators`, and besides a person whose own account it is about, who needs no scope where it says so. Whose
   * account it is turns out later: `permitOn` decides when it has been found.
   */
  | ({ readonly who: 'account'; readonly ownWithoutScope?: true } & Scoped)
  /** Applications of the host, and people who administer the host. */
  | ({ readonly who: 'host' } & Scoped)
  /** An administrator of the host, signed in with the browser that asks. No token opens it. */
  | { readonly who: 'browser' }
  /** An administrator of the host, with an installation token, which opens nothing else. */
  | { readonly who: 'installer' }
  /** The operator of the machine; nobody over the network. */
  | { readonly who: 'operator' };

type Who = (Access & Scoped)['who'];

const to =
  <W extends Who>(who: W) =>
  <const S extends Scopes>(...scopes: S) =>
    ({ who, scopes }) as const;
const members = to('members');
const administrators = to('administrators');
const account = to('account');
const host = to('host');

/** Those that read accounts of some kind, and with them may look up who there is. */
const readers = ['PM.User', 'PM.Group', 'PM.RobotAccount', 'PM.OAuthApp'].flatMap((scope) => [scope, `${scope}.Read`]);
const lookUp = { scopes: ['PM.Directory', 'PM.Directory.Read'], alsoWith: readers } as const;
/** A client in wide use resolves names with whatever scope of this API it has. */
const anyOfOurs = { scopes: lookUp.scopes, alsoWith: [...managementScopes, ...hostScopes] };

/**
 * Everything that can be done with the directory on somebody's behalf, and who may do it. There is nothing beside it.
 */
export const accesses = {
  anyone: { who: 'anyone' },
  'profile.read': { who: 'caller' },
  'apiResource.read': members('PM.OAuthApp', 'PM.OAuthApp.Read'),
  'apiResource.write': administrators('PM.OAuthApp', 'PM.OAuthApp.Write'),
  'application.read': administrators('PM.OAuthApp', 'PM.OAuthApp.Read'),
  'application.secret': administrators(
    'PM.OAuthApp',
    'PM.OAuthApp.Write',
    'PM.OAuthSecret.Write',
    'PM.OAuthAppSecret.Write',
  ),
  'application.write': administrators('PM.OAuthApp', 'PM.OAuthApp.Write'),
  'audit.archive': { who: 'operator' },
  'audit.read': administrators('PM.Audit', 'PM.Audit.Read'),
  'certificate.manage': administrators('PM.AuthSetting'),
  'connectedApplication.read': administrators('PM.User', 'PM.User.Read'),
  'connectedApplication.remove': administrators('PM.User', 'PM.User.Write'),
  'directory.search': { who: 'administrators', ...lookUp },
  'directory.resolveName': { who: 'administrators', ...lookUp },
  'directory.resolveNames': { who: 'administrators', ...anyOfOurs },
  'directory.resolve': { who: 'members', ...lookUp },
  'directory.membership': { who: 'account', ...lookUp },
  'client.read': { who: 'installer' },
  'client.register': { who: 'installer' },
  /** The audit log tells it as well, of each when it is made. */
  'expiringCredential.read': administrators('PM.Audit', 'PM.Audit.Read'),
  'factor.manageOwn': members('PM.User', 'PM.User.Write'),
  'factor.read': account('PM.User', 'PM.User.Read'),
  'factor.reset': administrators('PM.User', 'PM.User.Write'),
  'group.read': administrators('PM.Group', 'PM.Group.Read'),
  'group.write': administrators('PM.Group', 'PM.Group.Write'),
  'installation.provision': { who: 'operator' },
  'installationToken.issue': { who: 'browser' },
  'license.read': administrators('PM.License', 'PM.License.Read'),
  'license.write': administrators('PM.License', 'PM.License.Write'),
  'lockout.lift': administrators('PM.User', 'PM.User.Write'),
  'lockout.read': administrators('PM.User', 'PM.User.Read'),
  'loginAttempt.read': account('PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read'),
  'mail.read': administrators('PM.Setting', 'PM.Setting.Read'),
  'mail.write': administrators('PM.Setting', 'PM.Setting.Write'),
  'messageTemplate.read': administrators('PM.MessageTemplate', 'PM.MessageTemplate.Read'),
  'messageTemplate.write': administrators('PM.MessageTemplate', 'PM.MessageTemplate.Write'),
  'organization.overview': { who: 'caller' },
  'organization.standing': { who: 'person' },
  'organization.read': host('PM.Partition', 'PM.Partition.Read'),
  'organization.write': host('PM.Partition', 'PM.Partition.Write'),
  'password.change': account('PM.User', 'PM.User.Write'),
  'password.changeOwn': members('PM.User', 'PM.User.Write'),
  'passwordPolicy.read': administrators('PM.Setting', 'PM.Setting.Read'),
  'personalAccessToken.create': members('PM.User', 'PM.User.Write'),
  'personalAccessToken.end': members('PM.User', 'PM.User.Write'),
  'personalAccessToken.endAsClient': { who: 'caller' },
  'personalAccessToken.list': administrators('PM.User', 'PM.User.Read'),
  'personalAccessToken.listOwn': members('PM.User', 'PM.User.Read'),
  'personalAccessToken.read': account('PM.User', 'PM.User.Read'),
  'personalAccessToken.write': account('PM.User', 'PM.User.Write'),
  'robotAccount.read': administrators('PM.RobotAccount', 'PM.RobotAccount.Read'),
  'robotAccount.write': administrators('PM.RobotAccount', 'PM.RobotAccount.Write'),
  /** Besides the right to change it: what decides where secrets are sent, or whether a protection stands. */
  'safeguard.change': administrators('PM.AuthSetting'),
  'session.end': { who: 'caller' },
  'session.endOfUser': administrators('PM.User', 'PM.User.Write'),
  'session.read': administrators('PM.User', 'PM.User.Read'),
  'setting.read': account('PM.Setting', 'PM.Setting.Read'),
  'setting.testMail': administrators('PM.Setting', 'PM.Setting.Write'),
  'setting.write': account('PM.Setting', 'PM.Setting.Write'),
  'signInPolicy.read': {
    ...members('PM.AuthSetting'),
    alsoWith: ['PM.Setting', 'PM.Setting.Read', ...lookUp.scopes, ...readers],
  },
  'user.list': administrators('PM.User', 'PM.User.Read'),
  'user.read': { ...account('PM.User', 'PM.User.Read'), ownWithoutScope: true },
  'user.write': administrators('PM.User', 'PM.User.Write'),
} as const satisfies Readonly<Record<string, Access>>;

export type AccessName = keyof typeof accesses;

export const accessOf = (name: AccessName): Access => accesses[name];

/** Every scope that is enough. */
export const scopesOf = (access: Access): readonly string[] =>
  'scopes' in access ? [...new Set([...access.scopes, ...(access.alsoWith ?? [])])] : [];
