import type { Application, ApplicationKey } from '../../directory/application.ts';
import type { HandleKey } from '../../directory/handle.ts';
import type { PersonalAccessToken, PersonalAccessTokenKey } from '../../directory/personal-access-token.ts';
import type { UserKey } from '../../directory/user.ts';

/**
 * Reads what decides whether a token is still valid and what it allows: one query, because every request of the API needs
 * it.
 */
export interface Callers {
  /** The application of that client id, and whether its token was revoked. */
  findApplication(key: ApplicationKey, tokenId: string): Promise<ApplicationStanding | undefined>;
  /** A user that was not deleted, and the state of one of its access tokens. */
  findUser(user: UserKey, token: IssuedToken): Promise<UserStanding | undefined>;
  /** The owner of the personal access token with that hash. */
  findOwner(key: HandleKey): Promise<OwnerStanding | undefined>;
  /** The owner of a personal access token, and the state of an access token that it was exchanged for. */
  findOwnerOf(key: PersonalAccessTokenKey, tokenId: string): Promise<OwnerStanding | undefined>;
}

interface IssuedToken {
  readonly clientId: string;
  readonly tokenId: string;
  /** The grant under which it was issued; the token ends with it. */
  readonly grantId: string | undefined;
}

interface Standing {
  readonly isOrganizationActive: boolean;
  /** Whether the token, or its grant, was revoked. */
  readonly isRevoked: boolean;
}

interface ApplicationStanding
  extends Standing,
    LostScopes,
    Pick<Application, 'id' | 'organizationId' | 'name' | 'isActive'> {
  readonly isInstalled: boolean;
}

export interface LostScopes {
  /** Scopes that the application had for tokens of this kind and has no longer. */
  readonly lostScopes: readonly string[];
}

export interface PersonStanding extends Standing, UserKey {
  readonly userName: string;
  readonly email: string | null;
  readonly isActive: boolean;
  readonly tokenEpoch: number;
  /** Member of the organization's Administrators. */
  readonly isAdministrator: boolean;
}

interface UserStanding extends PersonStanding, LostScopes {
  /** Whether the application through which the user signed in may still be used. */
  readonly isClientActive: boolean;
}

export interface OwnerStanding extends PersonStanding {
  readonly token: PersonalAccessToken;
  /** The value in force of `Auth.PersonalAccessToken.Enabled`; null when nobody has stored one. */
  readonly enabledSetting: string | null;
}
