import type { NewCredential } from './credential.ts';
import type { ExternalLogin, User } from './user.ts';

/** An account with all that is kept of it from one installation to another. */
export interface PersonRecord {
  readonly user: User;
  /** With the retired hashes. Undefined for an account that has none, which can be no person's. */
  readonly credential: Omit<NewCredential, 'userName'> | undefined;
  readonly logins: readonly ExternalLogin[];
  /** Names of the groups that it is in. */
  readonly groups: readonly string[];
}

/** Reads everybody, a page at a time. */
export interface People {
  /** At most `limit` accounts of the organization that were not deleted, by user name, behind that one. */
  after(organizationId: string, userName: string | undefined, limit: number): Promise<readonly PersonRecord[]>;
}
