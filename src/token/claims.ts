import type { Application } from '../directory/application.ts';
import type { User } from '../directory/user.ts';

/** What an access token says about its subject; `signAccessToken` adds the rest. */
export type SubjectClaims = ApplicationClaims | UserClaims;

interface CommonClaims {
  readonly sub: string;
  readonly client_id: string;
  /** The organization. Clients depend on it. */
  readonly prt_id: string;
  readonly scope: readonly string[];
}

export interface ApplicationClaims extends CommonClaims {
  readonly sub_type: 'service.external';
}

export interface UserClaims extends CommonClaims {
  readonly sub_type: 'user';
  /** The user's `tokenEpoch` when the token was made: raising it in the directory ends the token. */
  readonly epoch: number;
  /** The grant under which it was issued, when it was one that can be ended by itself. */
  readonly grant_id?: string;
  /** The personal access token that it was exchanged for, with which it ends. */
  readonly pat_id?: string;
  readonly auth_time: number;
  readonly idp: 'local';
  readonly amr: readonly ['pwd'];
  readonly ext_idp_disp_name: 'GlobalIdp';
  readonly preferred_username: string;
  readonly name?: string;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

/** The application acting as itself. */
export function applicationClaims({ id, organizationId }: Application, scopes: readonly string[]): ApplicationClaims {
  return { sub: id, sub_type: 'service.external', client_id: id, prt_id: organizationId, scope: scopes };
}

/**
 * A user who signed in with a password.
 *
 * @param signedInAt epoch milliseconds.
 */
export function userClaims(user: User, clientId: string, scopes: readonly string[], signedInAt: number): UserClaims {
  const fullName = [user.name, user.surname].filter(Boolean).join(' ');
  return {
    sub: user.id,
    sub_type: 'user',
    client_id: clientId,
    prt_id: user.organizationId,
    scope: scopes,
    epoch: user.tokenEpoch,
    auth_time: Math.floor(signedInAt / 1000),
    idp: 'local',
    amr: ['pwd'],
    ext_idp_disp_name: 'GlobalIdp',
    preferred_username: user.userName,
    ...known('name', user.displayName || fullName),
    ...known('email', user.email),
    ...known('first_name', user.name),
    ...known('last_name', user.surname),
  };
}

/** A claim that has no value is left out. */
const known = <Name extends string>(name: Name, value: string | null): { [K in Name]?: string } =>
  value ? ({ [name]: value } as { [K in Name]?: string }) : {};
