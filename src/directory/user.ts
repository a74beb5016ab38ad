/** The key of a user: organization first, so that everything of an organization stays together. */
export interface UserKey {
  readonly organizationId: string;
  readonly id: string;
}

/**
 * The name of a user towards the token service, which knows no organizations: two organizations may each have a user
 * with the same id, so the id alone would let one end the sessions of the other.
 */
export const accountId = ({ organizationId, id }: UserKey): string => `${organizationId}/${id}`;

/** The user whom `accountId` names. An organization's id is a UUID, so the first slash is the one between the two. */
export function userKeyOf(account: string): UserKey {
  const slash = account.indexOf('/');
  return { organizationId: account.slice(0, slash), id: account.slice(slash + 1) };
}

/** A person's account without its credential, which is kept apart. Times are epoch milliseconds. */
export interface User extends UserKey {
  /** A number for systems that cannot keep a UUID; unique within the organization. */
  readonly legacyId: number;
  readonly userName: string;
  readonly email: string | null;
  readonly emailConfirmed: boolean;
  readonly name: string | null;
  readonly surname: string | null;
  readonly displayName: string | null;
  readonly isActive: boolean;
  readonly bypassBasicAuthRestriction: boolean;
  readonly invitationAccepted: boolean;
  readonly createdAt: number;
  readonly modifiedAt: number | null;
  readonly lastLoginAt: number | null;
  /** Raised by every event that must end the access tokens already issued; a token carries the value it was made with. */
  readonly tokenEpoch: number;
}

export type NewUser = Omit<User, 'legacyId' | 'modifiedAt' | 'lastLoginAt' | 'tokenEpoch'> & {
  /** Absent: the next free number of the organization. */
  readonly legacyId?: number;
};

export interface Users {
  /** A living (not deleted) user by exact id. */
  find(key: UserKey): Promise<User | undefined>;
  findByName(organizationId: string, userName: string): Promise<User | undefined>;
  findByEmail(organizationId: string, email: string): Promise<User | undefined>;
  /** Who signs in under this name: by user name, else by e-mail address. */
  findByLogin(organizationId: string, userNameOrEmail: string): Promise<User | undefined>;
  /** Whether a user has this id or had it before being deleted: the id of a deleted user is not given again. */
  isIdTaken(key: UserKey): Promise<boolean>;
  /** A living user of whatever organization: of several with the id, any one of them. */
  findAnywhere(id: string): Promise<User | undefined>;
  insert(user: NewUser): Promise<void>;
  recordSignIn(key: UserKey, at: number): Promise<void>;
  /** The person has shown to read the mail of the account and, where it was one, has accepted the invitation. */
  recordProof(key: UserKey, proof: 'email' | 'invitation', at: number): Promise<void>;
  /** Records a change of the account and ends the access tokens already issued to it. */
  revokeTokens(key: UserKey, at: number): Promise<void>;
}
