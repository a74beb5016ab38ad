import { type CookieScope, cookiePrefix } from '../../cookie.ts';
import { type Access, scopesOf } from '../../directory/permission/access.ts';
import { hostScopes, managementScopes, standardScopes } from '../../directory/scope.ts';

/** What a scope of the management API opens; with `.Read` only reading it, with `.Write` only changing it. */
const opened: Readonly<Record<string, string>> = {
  'PM.Audit': 'the audit log',
  'PM.AuthSetting': 'settings that decide how people sign in, and the certificates',
  'PM.Directory': 'the directory, in which people, groups and applications are looked up',
  'PM.Group': 'groups and their members',
  'PM.License': 'licences, of which this server has none',
  'PM.MessageTemplate': 'the texts of mails',
  'PM.OAuthApp': 'external applications, their secrets, and API resources',
  'PM.OAuthSecret': 'the secrets of external applications',
  'PM.OAuthAppSecret': 'the secrets of external applications',
  'PM.Partition': 'organizations and their tenants, for the host',
  'PM.RobotAccount': 'robot accounts',
  'PM.Setting': 'settings',
  'PM.User': 'users, their passwords and personal access tokens',
  'PM.UserLoginAttempt': 'sign-in attempts',
};

const standard: Readonly<Record<string, string>> = {
  openid: 'Signing in, with an ID token.',
  profile: 'The name of the person.',
  email: 'The e-mail address of the person.',
  groups: 'The names of the groups of the person.',
  roles: 'The same names as roles.',
  offline_access: 'Refresh tokens.',
  IdentityServerApi: 'Everything that the person may do; for the clients of the house.',
};

/** What a client may do that has it; undefined when that is not known. */
function describeScope(scope: string): string | undefined {
  if (standard[scope] !== undefined) return standard[scope];
  const [, base = scope, part] = /^(PM\.\w+?)(?:\.(Read|Write))?$/.exec(scope) ?? [];
  const what = opened[base];
  if (what === undefined) return undefined;
  if (part === undefined) return `Reading and changing: ${what}.`;
  return part === 'Read' ? `Reading: ${what}.` : `Changing: ${what}.`;
}

/** Every scope that a client can ask for, with what it opens. */
const allScopes = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...managementScopes, ...hostScopes, ...standardScopes, 'IdentityServerApi']
      .sort()
      .map((name) => [name, describeScope(name) ?? name]),
  );

/** How a token is sent, as the original says it, and where to get one with which scopes. */
export function securitySchemes(base: string, redirectUri: string, cookieScope: CookieScope): object {
  const scopes = allScopes();
  const [authorizationUrl, tokenUrl] = [`${base}/connect/authorize`, `${base}/connect/token`];
  return {
    Bearer: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token of this server, or a personal access token.',
    },
    Session: {
      type: 'apiKey',
      in: 'cookie',
      name: `${cookiePrefix(cookieScope)}gatehouse.session`,
      description: 'The session of a browser.',
    },
    oauth2: {
      type: 'oauth2',
      description:
        'Applications get tokens for themselves, and with PKCE for people. The page of this description does so as an ' +
        `application without a secret that an administrator has registered with the redirect URI \`${redirectUri}\` and the ` +
        'scopes to try; it asks for its id, and keeps the token until it is closed.',
      flows: {
        clientCredentials: { tokenUrl, scopes },
        authorizationCode: { authorizationUrl, tokenUrl, refreshUrl: tokenUrl, scopes },
      },
    },
  };
}

/** Each entry is enough by itself: any token can be sent, and any one of the scopes opens the operation. */
export const securityOf = (access: Access): readonly object[] =>
  access.who === 'anyone'
    ? []
    : access.who === 'browser'
      ? [{ Session: [] }]
      : [{ Bearer: [] }, ...scopesOf(access).map((scope) => ({ oauth2: [scope] }))];

/** Who may call an operation, as a sentence. */
export function whoMay(access: Access): string {
  switch (access.who) {
    case 'anyone':
      return 'Needs no token.';
    case 'caller':
      return 'For everyone who has a token: it is about the caller, or the organization.';
    case 'person':
      return 'For everyone who has a token of a person.';
    case 'members':
      return 'For applications and people of the organization.';
    case 'administrators':
      return 'For applications, and for organization administrators.';
    case 'account': {
      const people = 'For applications, for organization administrators, and for the person whose account it is';
      return access.ownWithoutScope ? `${people}, who needs no scope.` : `${people}.`;
    }
    case 'host':
      return 'For applications and administrators of the host.';
    case 'browser':
      return 'For administrators of the host who have signed in with `Account/Login` or on the sign-in page: no token opens it.';
    case 'installer':
      return 'For installation tokens, and for nothing else.';
    case 'operator':
      return 'For the operator of the server.';
  }
}
