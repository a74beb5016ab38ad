/** How a sign-in ended. The order is that of the numbers on the wire, from 0. */
export const loginAttemptResults = [
  'success',
  'invalidPassword',
  'userIsNotActive',
  'invalidUserNameTenancyName',
  'tenantIsNotActive',
  'userEmailIsNotConfirmed',
  'unknownExternalLogin',
  'lockedOut',
  'externalFailedAuthentication',
  'adLogin',
] as const;

export type LoginAttemptResult = (typeof loginAttemptResults)[number];

/** One try at signing in as a person, whether it went well or not. */
export interface NewLoginAttempt {
  /** The organization in which the name was looked for; the host when there is no such organization. */
  readonly organizationId: string;
  /** Null when nobody has the name. */
  readonly userId: string | null;
  /** As typed. */
  readonly userNameOrEmail: string;
  readonly clientIp: string;
  /** Name of the client's computer, where it is known. */
  readonly clientName: string | null;
  /** The browser, as it names itself. */
  readonly browserInfo: string | null;
  readonly result: LoginAttemptResult;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface LoginAttempt extends NewLoginAttempt {
  readonly id: number;
  readonly organizationName: string | null;
}

/** What attempts can be sorted by: every field of one, as it is named on the wire. */
export const loginAttemptFields = [
  'id',
  'partitionName',
  'userId',
  'userNameOrEmailAddress',
  'clientIpAddress',
  'clientName',
  'browserInfo',
  'result',
  'creationTime',
  'partitionGlobalId',
] as const;

type LoginAttemptField = (typeof loginAttemptFields)[number];

export interface LoginAttemptQuery {
  readonly organizationId: string;
  readonly userId: string;
  /** Epoch milliseconds: only attempts from then on. */
  readonly since?: number;
  /** A field of the answer; without one the newest come first, whatever the order. */
  readonly sortBy?: LoginAttemptField;
  readonly sortOrder?: 'asc' | 'desc';
  readonly top: number;
  readonly skip: number;
}

export interface LoginAttemptPage {
  /** How many match, on this page and all others. */
  readonly total: number;
  readonly attempts: readonly LoginAttempt[];
}

export interface LoginAttempts {
  append(attempt: NewLoginAttempt): Promise<void>;
  page(query: LoginAttemptQuery): Promise<LoginAttemptPage>;
}
