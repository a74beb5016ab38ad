import type { ExternalLogin } from '../directory/user.ts';
import type { UserType } from '../directory/user-type.ts';

/**
 * A person of a file of another product, in our words. What our accounts hold besides the names, such as a telephone
 * number or a language, stands in the attributes.
 */
export interface ImportedPerson extends ImportedPassword {
  /** Where it stands in the file, for people: `line 17`, `users[3]`; with the name of the file where there are several. */
  readonly position: string;
  /** The id of the other product. It is kept where it has our form and is free. */
  readonly id?: string;
  /** A number that the other product gave; absent: the next free one. */
  readonly legacyId?: number;
  readonly userName: string;
  readonly email?: string;
  /** Absent: the file does not tell, and then it is not confirmed. */
  readonly emailConfirmed?: boolean;
  readonly name?: string;
  readonly surname?: string;
  readonly displayName?: string;
  readonly isActive: boolean;
  /** Names, or paths that begin with a slash: `/Sorting hall/Night shift`. */
  readonly groups: readonly string[];
  /** They become groups, unless the mapping says otherwise. */
  readonly roles: readonly string[];
  /** What is kept beside the profile. */
  readonly attributes?: Readonly<Record<string, string | null>>;
  /** Accounts with others who vouch for the person. */
  readonly logins?: readonly ExternalLogin[];
  /** Epoch milliseconds; absent: now, and never. */
  readonly createdAt?: number;
  readonly lastLoginAt?: number;
  /** Absent: a person who signs in. */
  readonly type?: UserType;
  /** Absent: true, because the person has an account. */
  readonly invitationAccepted?: boolean;
  readonly bypassBasicAuthRestriction?: boolean;
  /** What does not come over as it was. */
  readonly fates: readonly Fate[];
}

/** At most one of the first two. With none of them the person comes over without a password. */
interface ImportedPassword {
  /** In the textual form of one of the schemes in `src/password/hash`, or of none that is known. */
  readonly passwordHash?: string;
  /** In clear: it is hashed when it is imported, and must keep the rules of the organization. */
  readonly password?: string;
  readonly mustChangePassword: boolean;
  /** Somebody else chose it: whether it must be changed is for the settings of the organization. Absent: false. */
  readonly isTemporaryPassword?: boolean;
  /** Epoch milliseconds since which it holds; absent: from the import. */
  readonly passwordChangedAt?: number;
  /** By which rules it was judged, as `keptRules` puts it. */
  readonly keptRules?: string;
  /** Hashes of earlier ones, newest first. */
  readonly passwordHistory?: readonly RetiredPassword[];
}

export interface RetiredPassword {
  readonly passwordHash: string;
  /** Epoch milliseconds. */
  readonly retiredAt: number;
}

/** What became of something in the file: it is something else here, or it is not here at all. */
export interface Fate {
  /** As the other product calls it: `otp`, `requiredActions.CONFIGURE_TOTP`, `memberOf`. No value: it may be a secret. */
  readonly field: string;
  readonly fate: 'mapped' | 'lost';
  /** For people, the same text for the same reason, because it is counted by it: `second factors are not imported`. */
  readonly why: string;
}

/** A row that cannot be a person. */
export interface BadRow {
  readonly position: string;
  /** What is wrong with it, as a sentence without a full stop. Without passwords, hashes and secrets. */
  readonly problem: string;
}

/** A group that is there whether anybody is in it or not; a name or a path, as in a person's `groups`. */
export interface ImportedGroup {
  readonly position: string;
  readonly group: string;
  /** Its id and when it was made, where they are to be kept. */
  readonly id?: string;
  readonly createdAt?: number;
}

/** What became of something that is no person's: `clients`, `passwordPolicy`. */
interface FileRemark extends Fate {
  readonly position: string;
}

/** What a file of another product gives, in the order in which it stands there. Members tell which is which. */
export type ImportedRow = ImportedPerson | BadRow | ImportedGroup | FileRemark;

export const isPerson = (row: ImportedRow): row is ImportedPerson => 'userName' in row;
export const isBadRow = (row: ImportedRow): row is BadRow => 'problem' in row;
export const isGroup = (row: ImportedRow): row is ImportedGroup => 'group' in row;
