import type { Application, ApplicationKey } from '../../directory/application.ts';
import type { HandleKey } from '../../directory/handle.ts';
import type { PersonalAccessToken, PersonalAccessTokenKey } from '../../directory/personal-access-token.ts';
import type { UserKey } from '../../directory/user.ts';

/**
 * What the store says at this moment about whoever a token was issued to: everything that decides whether the token
 * still holds, in one query, because every request of the API asks for it.
 */
export interface Callers {
  /** The application of that client id, and whether its token was revoked. */
  findApplication(key: ApplicationKey, tokenId: string): Promise<ApplicationStanding | undefined>;
  /** A living user, seen through one of its access tokens. */
  findUser(user: UserKey, token: IssuedToken): Promise<UserStanding | undefined>;
  /** The living owner of a personal access token. */
  findOwner(key: HandleKey): Promise<OwnerStanding | undefined>;
  /** The same, seen through an access token that the personal one was exchanged for. */
  findOwnerOf(key: PersonalAccessTokenKey, tokenId: string): Promise<OwnerStanding | undefined>;
}

interface IssuedToken {
  readonly clientId: string;
  readonly tokenId: string;
  /** The grant under which it was issued; its end is the end of the token. */
  readonly grantId: string | undefined;
}

interface Standing {
  readonly isOrganizationActive: boolean;
  /** Whether the token, or the grant behind it, was ended before its time. */
  readonly isRevoked: boolean;
}

interface ApplicationStanding
  extends Standing,
    LostScopes,
    Pick<Application, 'id' | 'organizationId' | 'name' | 'isActive'> {
  readonly isInstalled: boolean;
}

export interface LostScopes {
  /** What the application was once given for tokens of this kind and has not any more. */
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
