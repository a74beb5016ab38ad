import type { UserType } from './user-type.ts';

/** The key of a user: organization first, so that everything of an organization stays together. */
export interface UserKey {
  readonly organizationId: string;
  readonly id: string;
}

/** The name of a user towards the token service, which asks for nothing else to find the account: the whole key. */
export const accountId = ({ organizationId, id }: UserKey): string => `${organizationId}/${id}`;

/** The user whom `accountId` names. An organization's id is a UUID, so the first slash is the one between the two. */
export function userKeyOf(account: string): UserKey {
  const slash = account.indexOf('/');
  return { organizationId: account.slice(0, slash), id: account.slice(slash + 1) };
}

/** A person's account without its credential, which is kept apart. Times are epoch milliseconds. */
export interface User extends UserKey {
  /** A number for systems that cannot keep a UUID: the next one, unless the creator of the user gave another. */
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
  readonly type: UserType;
  /** Whatever an administrator wants to keep beside the profile. */
  readonly extensionAttributes: Readonly<Record<string, string | null>>;
  readonly createdAt: number;
  readonly modifiedAt: number | null;
  readonly lastLoginAt: number | null;
  /**
   * Raised by every event that must end the access tokens already issued; a token carries the value it was made with.
   */
  readonly tokenEpoch: number;
  /** Counts the changes of the profile: anyone who read an older one has not seen the latest. */
  readonly version: number;
}

type MadeByStore = 'modifiedAt' | 'tokenEpoch' | 'version';

/** What a new user can do without. */
type Optional = 'legacyId' | 'lastLoginAt' | 'type' | 'extensionAttributes';

/** Absent: the next number of the organization, no sign-in, a person who signs in, and no attributes. */
export type NewUser = Omit<User, MadeByStore | Optional> & Partial<Pick<User, Optional>>;

/** What a change of the profile may replace. */
export type ProfileChange = Partial<
  Pick<
    User,
    | 'name'
    | 'surname'
    | 'displayName'
    | 'email'
    | 'emailConfirmed'
    | 'isActive'
    | 'bypassBasicAuthRestriction'
    | 'invitationAccepted'
    | 'extensionAttributes'
  >
>;

/** Members of a user by which a list can be sorted. */
export const userOrders = [
  'userName',
  'id',
  'email',
  'emailConfirmed',
  'name',
  'surname',
  'displayName',
  'creationTime',
  'lastModificationTime',
  'lastLoginTime',
  'legacyId',
  'isActive',
  'bypassBasicAuthRestriction',
  'type',
  'category',
  'invitationAccepted',
] as const;

export type UserOrder = (typeof userOrders)[number];

/** By what a list can be narrowed to those who need attention. */
export const userStates = ['active', 'inactive', 'locked', 'invited', 'neverSignedIn', 'withoutSecondFactor'] as const;

/** `invited`: active, and without a first password; `locked`: attempts at the password are refused from somewhere; `withoutSecondFactor`: active people. */
type UserState = (typeof userStates)[number];

/** Which of the users are wanted. */
export interface UserSelection {
  /** Part of one of the names, in any letter case. */
  readonly searchTerm: string | undefined;
  readonly state?: UserState | undefined;
  /** Only who is in this group. */
  readonly groupId?: string | undefined;
  /** The moment at which somebody is locked, with `state` alone. */
  readonly lock?: LockMoment | undefined;
  /** Kinds that count as a second factor, with `state` alone. */
  readonly factorKinds?: readonly string[] | undefined;
}

/** What decides whether a counter of attempts refuses. */
interface LockMoment {
  readonly now: number;
  /** A lock that seems to end later began before the clock was set back. */
  readonly latestLock: number;
  /** Failures within a day from which on it refuses. */
  readonly inADay: number;
}

export interface UserQuery extends UserSelection {
  readonly orderBy: UserOrder;
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
  /** Of a selection or a search, further than so many nobody has to count. Undefined: to the end. */
  readonly countUpTo?: number | undefined;
}

export interface UserPage {
  /** One more than `countUpTo` where there are more. */
  readonly totalCount: number;
  readonly results: readonly User[];
}

/** An account of the user with somebody else who vouches for people. */
export interface ExternalLogin {
  readonly loginProvider: string;
  readonly providerKey: string;
  readonly providerDisplayName: string | null;
}

/** By which an account with somebody else is told from every other. */
export const loginKey = ({ loginProvider, providerKey }: ExternalLogin): string => `${loginProvider}\n${providerKey}`;

/** One that a user has. */
export interface UserLogin extends ExternalLogin {
  readonly userId: string;
}

/** Whose user name it is, and whose e-mail address. */
interface Logins {
  readonly named: User | undefined;
  readonly addressed: User | undefined;
}

/** Names that are taken, as the one or as the other, in canonical form. */
export interface TakenNames {
  readonly userNames: ReadonlySet<string>;
  readonly emails: ReadonlySet<string>;
}

export interface Users {
  /** A living (not deleted) user by exact id. */
  find(key: UserKey): Promise<User | undefined>;
  findByName(organizationId: string, userName: string): Promise<User | undefined>;
  findByEmail(organizationId: string, email: string): Promise<User | undefined>;
  /** The users who sign in under this name: two only where an earlier version allowed it. */
  findByLogin(organizationId: string, userNameOrEmail: string): Promise<Logins>;
  /**
   * The organization in which somebody has the e-mail address, or has it as user name; undefined if it is not one only.
   */
  findHome(address: string): Promise<string | undefined>;
  /** A living user of whatever organization. */
  findAnywhere(id: string): Promise<User | undefined>;
  findMany(organizationId: string, ids: readonly string[]): Promise<readonly User[]>;
  page(organizationId: string, query: UserQuery): Promise<UserPage>;
  /** At most `limit` of the selection, by user name, behind that one. */
  after(
    organizationId: string,
    selection: UserSelection,
    userName: string | undefined,
    limit: number,
  ): Promise<readonly User[]>;
  /** Those of the names that living users have: those of deleted ones are free. */
  taken(organizationId: string, names: readonly string[]): Promise<TakenNames>;
  /** Numbers that the store gives go on behind those that users bring. */
  insert(user: NewUser): Promise<void>;
  /** Any number of users of one organization. */
  insertMany(organizationId: string, users: readonly NewUser[]): Promise<void>;
  /** Replaces what the change names, unless the profile has changed since it was read: then false. */
  replace(user: User, change: ProfileChange, at: number): Promise<boolean>;
  /** From now on nobody finds the user, and the names are free. False when somebody else was faster. */
  softDelete(user: User, at: number): Promise<boolean>;
  /** Of these, and maybe others of their keys, those that somebody has. */
  takenLogins(organizationId: string, logins: readonly ExternalLogin[]): Promise<readonly UserLogin[]>;
  insertLogins(organizationId: string, logins: readonly UserLogin[]): Promise<void>;
  recordSignIn(key: UserKey, at: number): Promise<void>;
  /** The person has shown to read the mail of the account and, where it was one, has accepted the invitation. */
  recordProof(key: UserKey, proof: 'email' | 'invitation', at: number): Promise<void>;
  /** Records a change of the account and ends the access tokens already issued to it. Returns what the account is now. */
  revokeTokens(key: UserKey, at: number): Promise<User | undefined>;
  /** Ends the access tokens already issued to everybody of the organization. To be called in a bulk transaction. */
  revokeTokensOfAll(organizationId: string): Promise<void>;
}
