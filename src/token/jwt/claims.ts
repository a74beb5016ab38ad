import type { Application } from '../../directory/application.ts';
import { type Authentication, acrOf, type multiFactor } from '../../directory/authentication.ts';
import { hostId } from '../../directory/organization.ts';
import type { User } from '../../directory/user.ts';

/** The claims of an access token about its subject; `signAccessToken` adds the others. */
export type SubjectClaims = ApplicationClaims | UserClaims | InstallationClaims;

interface CommonClaims {
  readonly sub: string;
  readonly client_id: string;
  /** The organization. Clients depend on it. */
  readonly prt_id: string;
  readonly scope: readonly string[];
  /** The key that the token is bound to (RFC 9449 section 6.1). */
  readonly cnf?: { readonly jkt: string };
  /** The subject serves the host, and so every organization: an application of the host, or one of its administrators. */
  readonly host?: true;
}

export interface ApplicationClaims extends CommonClaims {
  readonly sub_type: 'service.external';
}

export interface UserClaims extends CommonClaims {
  readonly sub_type: 'user';
  /** The user's `tokenEpoch` when the token was made: raising it in the directory ends the token. */
  readonly epoch: number;
  /** The grant under which it was issued, if that can be revoked by itself. */
  readonly grant_id?: string;
  /** The personal access token that it was exchanged for; it ends with that. */
  readonly pat_id?: string;
  /** The browser session in which it was granted. */
  readonly sid?: string;
  readonly auth_time: number;
  readonly idp: 'local';
  readonly amr: readonly string[];
  /** Only after a sign-in with more than one factor. */
  readonly acr?: typeof multiFactor;
  readonly ext_idp_disp_name: 'GlobalIdp';
  readonly preferred_username: string;
  readonly name?: string;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

/**
 * A person who lets an installer register clients. No other token has this kind of subject, so that an API that does not
 * know it refuses the token.
 */
interface InstallationClaims extends Omit<UserClaims, 'sub_type'> {
  readonly sub_type: 'installation';
}

/** The application acting as itself. A client that an installer has registered is the host's, but has nothing to do there. */
export function applicationClaims(
  { id, organizationId, isInstalled }: Application,
  scopes: readonly string[],
): ApplicationClaims {
  return {
    ...{ sub: id, sub_type: 'service.external', client_id: id, prt_id: organizationId, scope: scopes },
    ...(organizationId === hostId && !isInstalled ? { host: true } : {}),
  };
}

/** A person who signed in. */
export function userClaims(
  user: User,
  clientId: string,
  scopes: readonly string[],
  { at, amr }: Authentication,
): UserClaims {
  return {
    sub: user.id,
    sub_type: 'user',
    client_id: clientId,
    prt_id: user.organizationId,
    scope: scopes,
    epoch: user.tokenEpoch,
    auth_time: Math.floor(at / 1000),
    idp: 'local',
    ...authenticationClaims(amr),
    ext_idp_disp_name: 'GlobalIdp',
    preferred_username: user.userName,
    ...claimIfKnown('name', fullName(user)),
    ...claimIfKnown('email', user.email),
    ...claimIfKnown('first_name', user.name),
    ...claimIfKnown('last_name', user.surname),
  };
}

/** The claims `amr` and, after a sign-in with more than one factor, `acr` (OpenID Connect Core section 2). */
export function authenticationClaims(amr: readonly string[]): Pick<UserClaims, 'amr' | 'acr'> {
  const acr = acrOf(amr);
  return { amr, ...(acr && { acr }) };
}

/** What introspection and the user info say of a sign-in with more than one factor (RFC 9470 section 6.2); of others, nothing. */
export const strongSignIn = (authTime: number | undefined, amr: readonly string[] = []) =>
  acrOf(amr) === undefined ? {} : { auth_time: authTime, ...authenticationClaims(amr) };

/** The claims that each scope requests (OpenID Connect Core section 5.4). */
export const claimsOfScopes = {
  profile: ['name', 'given_name', 'family_name', 'first_name', 'last_name', 'preferred_username'],
  email: ['email', 'email_verified'],
};

/** The standard claims about a user that have a value (OpenID Connect Core section 5.1). */
export function identityClaims(user: User): Readonly<Record<string, string | boolean>> {
  return {
    preferred_username: user.userName,
    ...claimIfKnown('name', fullName(user)),
    ...claimIfKnown('given_name', user.name),
    ...claimIfKnown('family_name', user.surname),
    ...claimIfKnown('first_name', user.name),
    ...claimIfKnown('last_name', user.surname),
    ...claimIfKnown('email', user.email),
    ...(user.email ? { email_verified: user.emailConfirmed } : {}),
  };
}

/** The display name, or else first and last name. */
export const fullName = ({ displayName, name, surname }: User): string =>
  displayName || [name, surname].filter(Boolean).join(' ');

/** A claim that has no value is left out. */
const claimIfKnown = <Name extends string>(name: Name, value: string | null): { [K in Name]?: string } =>
  value ? ({ [name]: value } as { [K in Name]?: string }) : {};
