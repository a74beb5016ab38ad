/** Names that an earlier version told apart, or allowed to be those of others, and that are the same name now. */
export type NameClashKind =
  /** A user name, a group, … that is called `name~2` since. */
  | 'userName'
  | 'organization'
  | 'tenant'
  | 'group'
  | 'robotAccount'
  | 'setting'
  | 'api'
  /** An e-mail address that finds another. */
  | 'email'
  /** A user name that is the e-mail address of another. */
  | 'address';

export interface NameClash {
  readonly kind: NameClashKind;
  readonly organizationId: string;
  readonly id: string;
  /** What it is called now. */
  readonly name: string;
  /** Whose the name is. */
  readonly firstId: string;
}

/** Of things that are there still, and clash still. */
export interface NameClashes {
  /** At most `limit` of them, and how many there are in all. */
  list(limit: number): Promise<{ readonly totalCount: number; readonly some: readonly NameClash[] }>;
  /** Whether somebody in the organization has the e-mail address of another as user name. */
  haveAddress(organizationId: string): Promise<boolean>;
}
