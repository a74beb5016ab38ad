import type { UserKey } from './user.ts';

/** The kinds of second factors, the one that is asked for first in front. */
export const factorKinds = ['passkey', 'totp', 'emailCode', 'recoveryCodes'] as const;

export type FactorKind = (typeof factorKinds)[number];

/** By what a person has proved who they are: the password, or a factor. */
export type Method = 'password' | FactorKind;

/** Whether a person who has proved so much has proved more than one factor: a passkey asks for a gesture or a PIN besides. */
export const isMultiFactor = (methods: readonly Method[]): boolean =>
  methods.includes('passkey') || (methods.includes('password') && methods.length > 1);

/** Something besides the password by which a person proves who they are. Times are epoch milliseconds. */
export interface Factor {
  readonly organizationId: string;
  readonly id: string;
  readonly userId: string;
  readonly kind: FactorKind;
  /** As its owner calls it. */
  readonly name: string;
  /** JSON text, as the strategy of the kind writes it: no secret stands in it, and what is written once must not be read twice. */
  readonly state: string;
  /** A secret that must be read again, sealed under the label of `factorLabel`; null where there is none. */
  readonly sealedSecret: string | null;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
}

type FactorKey = Pick<Factor, 'organizationId' | 'userId' | 'id'>;

/** What a person may have of all kinds together. */
export const mostFactors = 20;

/** A name that a person gives to a factor has so many characters at most. */
export const longestFactorName = 64;

export const factorLabel = ({ organizationId, id }: Pick<Factor, 'organizationId' | 'id'>) =>
  `factor ${organizationId}/${id}` as const;

/** Until when a person has time to set a second factor up. */
export interface FactorDeadline {
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** Whether an administrator asks it of this person, whatever the rules of the organization say. */
  readonly isDemanded: boolean;
}

/** How many people have a factor of each kind, and how many have any that is asked for at a sign-in. */
export type FactorCounts = Readonly<Record<FactorKind | 'any', number>>;

export interface Factors {
  /** In the order in which they were set up. */
  ofUser(user: UserKey): Promise<readonly Factor[]>;
  /** Which kinds these people have, by their ids; people who have none are left out. */
  kindsOf(organizationId: string, userIds: readonly string[]): Promise<ReadonlyMap<string, readonly FactorKind[]>>;
  insert(factor: Factor): Promise<void>;
  /**
   * Replaces the state of a factor that has been used, if it is still the one that was read: of two who use the same code at
   * the same time, one does.
   *
   * @param at the time of the use, or null when the factor was not used.
   */
  replaceState(factor: Factor, state: string, at: number | null): Promise<boolean>;
  /** Returns whether there was one to rename. */
  rename(key: FactorKey, name: string): Promise<boolean>;
  /** Returns whether there was one to delete. */
  delete(key: FactorKey): Promise<boolean>;
  /** Returns how many there were. */
  deleteOfUser(user: UserKey): Promise<number>;
  deadline(user: UserKey): Promise<FactorDeadline | undefined>;
  setDeadline(user: UserKey, deadline: FactorDeadline): Promise<void>;
  clearDeadline(user: UserKey): Promise<void>;
  count(organizationId: string): Promise<FactorCounts>;
}
